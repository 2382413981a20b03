(** The checker of certificates, both ways: one boolean to compute, one theorem that it is right. *)

Require Export List ZArith PArith.
Require Export Tower.LP Tower.Tables.
Require Import Tower.ProofChecker Tower.ModelChecker.
Export ListNotations.

(** Worlds come later worlds first, so the last one is the root. *)
Inductive certificate :=
| Steps (lemmas : list lemma_step) (by_goal : entries)
| Worlds (worlds : list wd).

Definition lemma_of (b : positive) (from also : list Z) (by_ : entries) : lemma_step :=
  {| s_box := b; s_from := from; s_also := also; s_by := by_ |}.

Definition world_of (label : option positive) (atoms later : list positive) : wd :=
  {| w_label := label; w_atoms := atoms; w_later := later |}.

Definition accepted (t : tower) (goal : positive) (c : certificate) : bool :=
  match c with
  | Steps lemmas by_goal => accepts t lemmas goal by_goal
  | Worlds ws => refutes t ws (Pos.of_nat (length ws)) goal
  end.

Definition holds (t : tower) (goal : positive) (c : certificate) : Prop :=
  match c with
  | Steps _ _ => proves (pattern_of t) (formula t goal)
  | Worlds _ => ~ proves (pattern_of t) (formula t goal)
  end.

Theorem accepted_theorem t goal lemmas by_goal :
  accepted t goal (Steps lemmas by_goal) = true -> proves (pattern_of t) (formula t goal).
Proof. apply accepts_sound. Qed.

Theorem accepted_model t goal ws :
  accepted t goal (Worlds ws) = true -> ~ proves (pattern_of t) (formula t goal).
Proof. apply refutes_sound. Qed.

Theorem accepted_holds t goal c : accepted t goal c = true -> holds t goal c.
Proof. destruct c; [apply accepted_theorem|apply accepted_model]. Qed.

(** No certificate is accepted for a question whose opposite is certified. *)
Corollary verdicts_agree t goal lemmas by_goal ws :
  accepted t goal (Steps lemmas by_goal) = true -> accepted t goal (Worlds ws) = true -> False.
Proof. intros H K. exact (accepted_model _ _ _ K (accepted_theorem _ _ _ _ H)). Qed.
