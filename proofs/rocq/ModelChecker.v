(** A checker for model certificates: what it accepts is not a theorem of L_P.

    Worlds are numbered from 1, later worlds first; each lists worlds after it, and the order is the
    transitive closure of that.  The checker computes the truth of the whole table at every world,
    once, and tests the conditions of proofs/certificate-format.md. *)

Require Import List Bool Arith Lia PArith FMapPositive Wellfounded.
Require Import Tower.Provability Tower.LP Tower.Models Tower.Tables.
Import ListNotations.
Set Implicit Arguments.
Unset Strict Implicit.

Record wd := { w_label : option positive; w_atoms : list positive; w_later : list positive }.

Definition row := M.t bool.
Definition at_row (r : row) (k : positive) : bool :=
  match M.find k r with Some b => b | None => false end.

(** What is known of a world that was checked. *)
Record info := { i_row : row; i_live : set; i_seen : set; i_atoms : set }.
Definition infos := M.t info.

Section Checker.
Variable t : tower.
Let c := closed_pattern t.
Let tbl := table t.

(** Apply a test to a later world; an unknown world fails it. *)
Definition of_later (seen : infos) (test : info -> bool) (z : positive) : bool :=
  match M.find z seen with Some i => test i | None => false end.

Definition truth_at (seen : infos) (w : wd) (r : row) (k : positive) (n : node) : bool :=
  match n with
  | NBot => false
  | NTop => true
  | NVar p => existsb (Pos.eqb p) (w_atoms w)
  | NNot a => negb (at_row r a)
  | NAnd a b => at_row r a && at_row r b
  | NOr a b => at_row r a || at_row r b
  | NImp a b => implb (at_row r a) (at_row r b)
  | NIff a b => eqb (at_row r a) (at_row r b)
  | NBox i a => forallb (of_later seen (fun u =>
                  implb (mem i (i_live u)) (at_row (i_row u) a) && at_row (i_row u) k)) (w_later w)
  end.

Definition row_of (seen : infos) (w : wd) : row :=
  fold_left (fun r kn => M.add (fst kn) (truth_at seen w r (fst kn) (snd kn)) r) tbl (M.empty bool).

Definition live_of (w : wd) : set :=
  match w_label w with Some l => under c l | None => M.empty unit end.

Definition seen_of (seen : infos) (w : wd) : set :=
  fold_right (fun z s => match M.find z seen with
                         | Some u => union (union (i_live u) (i_seen u)) s
                         | None => s end)
             (M.empty unit) (w_later w).

Definition info_of (seen : infos) (w : wd) : info :=
  {| i_row := row_of seen w; i_live := live_of w; i_seen := seen_of seen w;
     i_atoms := set_of (w_atoms w) |}.

(** The theories that a label reflects. *)
Definition reflects (live : set) : set :=
  fold_right (fun e s => if mem (snd e) live then union (under c (fst e)) s else s)
             (M.empty unit) (t_refl t).

Definition world_ok (seen : infos) (w : wd) (i : info) : bool :=
  let r := reflects (i_live i) in
  forallb (of_later seen (fun _ => true)) (w_later w)
  && forallb (fun e => implb (mem (snd e) (i_live i)) (mem (fst e) (i_seen i))) (t_cons t)
  && forallb (fun e => implb (mem (fst e) (i_live i)) (at_row (i_row i) (snd e))) (t_axs t)
  && forallb (of_later seen (fun u =>
       forallb (fun s => implb (mem s (i_atoms i)) (mem s (i_atoms u))) (t_sigma t)
       && forallb (fun s => eqb (mem s (i_atoms i)) (mem s (i_atoms u))) (t_delta t)))
       (w_later w)
  && subset r (i_seen i)
  && forallb (fun kn => match snd kn with
       | NBox l a => implb (mem l r) (implb (at_row (i_row i) (fst kn)) (at_row (i_row i) a))
       | _ => true end) tbl.

Fixpoint run (k : positive) (seen : infos) (ws : list wd) : option infos :=
  match ws with
  | [] => Some seen
  | w :: ws => let i := info_of seen w in
               if world_ok seen w i then run (Pos.succ k) (M.add k i seen) ws else None
  end.

Definition refutes (ws : list wd) (root goal : positive) : bool :=
  children_first tbl && swept (included t) c &&
  match run 1 (M.empty info) ws with
  | None => false
  | Some seen => match M.find root seen with
                 | None => false
                 | Some u => match M.find goal (i_row u) with Some b => negb b | None => false end
                 end
  end.

(** ** The model that the worlds describe *)

Section Meaning.
Variable ws : list wd.

Definition world_at (y : nat) : option wd :=
  match y with 0 => None | S n => nth_error ws n end.

(** The worlds right after y, and all worlds after it. *)
Definition next (y : nat) : list nat :=
  match world_at y with
  | Some w => filter (fun z => z <? y) (map Pos.to_nat (w_later w))
  | None => []
  end.

Fixpoint after (fuel y : nat) : list nat :=
  match fuel with 0 => [] | S fuel => flat_map (fun z => z :: after fuel z) (next y) end.

Definition meant : model :=
  {| size := S (length ws);
     succs := fun y => after y y;
     down := fun y i => match world_at y with Some w => mem i (live_of w) | None => false end;
     letter := fun y s => match world_at y with
                          | Some w => existsb (Pos.eqb s) (w_atoms w) | None => false end |}.

Lemma next_less y z : In z (next y) -> z < y.
Proof.
  unfold next. destruct (world_at y) as [w|]; [|intros []].
  rewrite filter_In, Nat.ltb_lt. tauto.
Qed.

Lemma after_fuel f : forall g y, y <= f -> y <= g -> after f y = after g y.
Proof.
  induction f as [|f IH]; intros g y Hf Hg.
  - replace y with 0 by lia. now destruct g.
  - destruct g as [|g]; [now replace y with 0 by lia|]. cbn [after].
    assert (E : forall zs, (forall z, In z zs -> z < y) ->
      flat_map (fun z => z :: after f z) zs = flat_map (fun z => z :: after g z) zs).
    { induction zs as [|z zs IHz]; intro H; cbn [flat_map]; [reflexivity|].
      pose proof (H z (or_introl eq_refl)) as lt.
      rewrite (IH g z) by lia. rewrite IHz; [reflexivity|]. intros x Hx. apply H. now right. }
    apply E. intro z. apply next_less.
Qed.

Lemma after_spec y u : In u (succs meant y) <->
  exists z, In z (next y) /\ (u = z \/ In u (succs meant z)).
Proof.
  cbn [succs meant]. destruct y as [|y].
  - cbn. split; [intros []|]. intros [z [[] _]].
  - cbn [after]. rewrite in_flat_map. split; intros [z [Hz H]]; exists z; (split; [exact Hz|]);
      pose proof (next_less Hz) as lt; rewrite (@after_fuel y z z) in * by lia;
      cbn [In] in *; intuition congruence.
Qed.

Lemma force_box_next i a y : force meant (Box i a) y =
  forallb (fun z => implb (down meant z i) (force meant a z) && force meant (Box i a) z) (next y).
Proof.
  apply eq_true_iff_eq. cbn [force]. rewrite !forallb_forall. split.
  - intros H z Hz. apply andb_true_iff. split.
    + apply H, after_spec. exists z. auto.
    + apply forallb_forall. intros u Hu. apply H, after_spec. exists z. auto.
  - intros H u Hu. apply after_spec in Hu. destruct Hu as [z [Hz Hu]].
    specialize (H z Hz). apply andb_true_iff in H. destruct H as [H1 H2].
    destruct Hu as [->|Hu]; [exact H1|]. rewrite forallb_forall in H2. exact (H2 u Hu).
Qed.

Lemma after_trans y : forall z u,
  In z (succs meant y) -> In u (succs meant z) -> In u (succs meant y).
Proof.
  induction y as [y IH] using lt_wf_ind. intros z u Hz Hu.
  apply after_spec in Hz. destruct Hz as [x [Hx Hz]]. apply after_spec. exists x.
  split; [exact Hx|]. right. destruct Hz as [->|Hz]; [exact Hu|].
  exact (IH x (next_less Hx) z u Hz Hu).
Qed.

Lemma after_less y : forall z, In z (succs meant y) -> z < y.
Proof.
  induction y as [y IH] using lt_wf_ind. intros z Hz.
  apply after_spec in Hz. destruct Hz as [x [Hx Hz]]. pose proof (next_less Hx) as lt.
  destruct Hz as [->|Hz]; [exact lt|]. specialize (IH x lt z Hz). lia.
Qed.

Hypothesis ordered : children_first tbl = true.
Hypothesis complete : swept (included t) c = true.
Let P := pattern_of t.
Let blw := is_below c.
Let F := read_all tbl.

Lemma blw_below i j : blw i j = true <-> below P i j.
Proof. apply is_below_complete, complete. Qed.

Lemma meant_down_closed y : down_closed P (down meant y).
Proof.
  intros i j. cbn. destruct (world_at y) as [w|]; [|discriminate]. unfold live_of.
  destruct (w_label w) as [l|]; [|now rewrite mem_empty].
  change (blw j l = true -> below P i j -> blw i l = true). rewrite !blw_below.
  intros H K. exact (below_trans K H).
Qed.

(** A world is known correctly. *)
Record knows (y : nat) (w : wd) (i : info) : Prop := {
  k_world : world_at y = Some w;
  k_row : forall a, M.find a (i_row i) = option_map (fun f => force meant f y) (M.find a F);
  k_live : forall l, mem l (i_live i) = down meant y l;
  k_seen : forall l, mem l (i_seen i) = true <->
           exists z, In z (succs meant y) /\ down meant z l = true;
  k_atoms : forall s, mem s (i_atoms i) = letter meant y s
}.

Lemma at_row_force y w i a : knows y w i -> at_row (i_row i) a = force meant (fm_at F a) y.
Proof.
  intro K. unfold at_row, fm_at. rewrite (k_row K). now destruct (M.find a F).
Qed.

Definition all_known (n : nat) (seen : infos) : Prop :=
  (forall z i, M.find z seen = Some i -> Pos.to_nat z <= n /\
     exists w, knows (Pos.to_nat z) w i).

(** The worlds after the one in hand were all checked before. *)
Lemma next_known n seen w : world_at (S n) = Some w -> all_known n seen ->
  forallb (of_later seen (fun _ => true)) (w_later w) = true ->
  next (S n) = map Pos.to_nat (w_later w).
Proof.
  intros Hw A L. unfold next. rewrite Hw. clear Hw.
  induction (w_later w) as [|z zs IH]; [reflexivity|]. cbn in L.
  apply andb_true_iff in L. destruct L as [Lz L]. unfold of_later in Lz.
  destruct (M.find z seen) as [i|] eqn:E; [|discriminate]. destruct (A z i E) as [le _].
  cbn [map filter]. assert (T : (Pos.to_nat z <? S n) = true) by (apply Nat.ltb_lt; lia).
  now rewrite T, (IH L).
Qed.

Lemma forallb_map_later seen n test b zs :
  all_known n seen -> forallb (of_later seen (fun _ => true)) zs = true ->
  (forall z w i, knows (Pos.to_nat z) w i -> test i = b (Pos.to_nat z)) ->
  forallb (of_later seen test) zs = forallb b (map Pos.to_nat zs).
Proof.
  intros A H T. induction zs as [|z zs IH]; [reflexivity|]. cbn in *.
  apply andb_true_iff in H. destruct H as [Hz H]. rewrite (IH H).
  unfold of_later in *. destruct (M.find z seen) as [i|] eqn:E; [|discriminate].
  destruct (A z i E) as [_ [w K]]. now rewrite (T z w i K).
Qed.

Lemma truth_reading_force y : reading Bot Imp (fun a => force meant a y).
Proof. split; reflexivity. Qed.

(** One row: the table, evaluated in order. *)
Lemma row_correct n seen w : world_at (S n) = Some w -> all_known n seen ->
  forallb (of_later seen (fun _ => true)) (w_later w) = true ->
  forall a, M.find a (row_of seen w) = option_map (fun f => force meant f (S n)) (M.find a F).
Proof.
  intros Hw A L. set (y := S n).
  assert (G : forall ns k r f, children_first (number k ns) = true ->
    (forall a, M.find a r = option_map (fun f => force meant f y) (M.find a f)) ->
    (forall a, (a < k)%positive -> M.find a f = M.find a F) ->
    F = extend (number k ns) f ->
    forall a, M.find a (fold_left (fun r kn => M.add (fst kn) (truth_at seen w r (fst kn) (snd kn)) r)
                                  (number k ns) r)
            = option_map (fun f => force meant f y) (M.find a F)).
  { induction ns as [|m ns IH]; intros k r f C R old EF a; [now rewrite EF; apply R|].
    cbn in C. apply andb_true_iff in C. destruct C as [Cm C].
    cbn [number fold_left fst snd].
    assert (here : truth_at seen w r k m = force meant (read f m) y).
    { assert (at_r : forall a, at_row r a = force meant (fm_at f a) y).
      { intro b. unfold at_row, fm_at. rewrite R. now destruct (M.find b f). }
      rewrite (truth_of_read f m (truth_reading_force y)).
      destruct m as [| |p|b|b d|b d|b d|b d|i b]; cbn [truth_at]; rewrite ?at_r; try reflexivity.
      - unfold y. cbn [force letter meant]. now rewrite Hw.
      - rewrite force_box_next. unfold y. rewrite (next_known Hw A L).
        apply (@forallb_map_later seen n _ (fun z =>
          implb (down meant z i) (force meant (fm_at f b) z) && force meant (Box i (fm_at f b)) z)
          _ A L).
        intros z w' u K. rewrite (k_live K), (at_row_force b K), (at_row_force k K).
        cbn in Cm. apply Pos.ltb_lt in Cm.
        assert (Eb : fm_at F b = fm_at f b) by (unfold fm_at; now rewrite (old b Cm)).
        assert (Ek : fm_at F k = Box i (fm_at f b)).
        { unfold fm_at at 1. rewrite EF. cbn [number].
          change (extend ((k, NBox i b) :: number (Pos.succ k) ns) f)
            with (extend (number (Pos.succ k) ns) (M.add k (read f (NBox i b)) f)).
          rewrite extend_old by lia. now rewrite M.gss. }
        now rewrite Eb, Ek. }
    rewrite here. apply (IH (Pos.succ k) _ (M.add k (read f m) f) C).
    - intro b. destruct (Pos.eq_dec b k) as [->|N]; [now rewrite !M.gss|now rewrite !M.gso].
    - intros b Hb. rewrite EF. cbn [number]. 
      change (extend ((k, m) :: number (Pos.succ k) ns) f)
        with (extend (number (Pos.succ k) ns) (M.add k (read f m) f)).
      now rewrite extend_old by lia.
    - rewrite EF. reflexivity. }
  intro a. unfold row_of, tbl, table.
  apply (G (t_nodes t) 1%positive (M.empty bool) (M.empty fm)); auto.
  - intro b. now rewrite !M.gempty.
  - intros b Hb. lia.
Qed.

Lemma seen_correct n seen w : world_at (S n) = Some w -> all_known n seen ->
  forallb (of_later seen (fun _ => true)) (w_later w) = true ->
  forall l, mem l (seen_of seen w) = true <->
            exists z, In z (succs meant (S n)) /\ down meant z l = true.
Proof.
  intros Hw A L l.
  transitivity (exists z, In z (map Pos.to_nat (w_later w)) /\
    (down meant z l = true \/ exists u, In u (succs meant z) /\ down meant u l = true)).
  - unfold seen_of. clear Hw. induction (w_later w) as [|z zs IH]; cbn [fold_right map In].
    + rewrite mem_empty. split; [discriminate|]. intros [u [[] _]].
    + cbn in L. apply andb_true_iff in L. destruct L as [Lz L]. unfold of_later in Lz.
      destruct (M.find z seen) as [i|] eqn:E; [|discriminate].
      destruct (A z i E) as [_ [w' K]].
      rewrite !mem_union, !orb_true_iff, (k_live K), (k_seen K), (IH L). split.
      * intros [H|[u [Hu H]]]; [exists (Pos.to_nat z); auto|exists u; auto].
      * intros [u [[<-|Hu] H]]; [now left|right; exists u; auto].
  - rewrite <- (next_known Hw A L). split.
    + intros [z [Hz [H|[u [Hu H]]]]]; [exists z|exists u]; (split; [|exact H]);
        apply after_spec; exists z; auto.
    + intros [u [Hu H]]. apply after_spec in Hu. destruct Hu as [z [Hz [->|Hu]]];
        exists z; (split; [exact Hz|]); [now left|right; exists u; auto].
Qed.

Lemma existsb_set_of s l : mem s (set_of l) = existsb (Pos.eqb s) l.
Proof.
  induction l as [|x l IH]; cbn; [apply mem_empty|]. now rewrite mem_add, IH.
Qed.

Lemma info_correct n seen w : world_at (S n) = Some w -> all_known n seen ->
  forallb (of_later seen (fun _ => true)) (w_later w) = true -> knows (S n) w (info_of seen w).
Proof.
  intros Hw A L. constructor; cbn [i_row i_live i_seen i_atoms info_of].
  - exact Hw.
  - exact (row_correct Hw A L).
  - intro l. cbn [down meant]. now rewrite Hw.
  - exact (seen_correct Hw A L).
  - intro s. cbn [letter meant]. rewrite Hw. apply existsb_set_of.
Qed.

(** ** What a checked world satisfies *)

Definition G : list fm := flat_map (fun kn => subs (fm_at F (fst kn))) tbl.

Lemma boxes_of_table k i a : In (Box i a) (subs (fm_at F k)) ->
  exists j b, In (j, NBox i b) tbl /\ fm_at F j = Box i a /\ fm_at F b = a.
Proof.
  induction k as [k IH] using (well_founded_induction
    (wf_inverse_image _ _ _ Pos.to_nat Nat.lt_wf_0)). intro H.
  destruct (formula_cases t k) as [E|[n Hn]].
  { change (fm_at F k = Bot) in E. rewrite E in H. destruct H as [H|[]]. discriminate. }
  assert (E : fm_at F k = read F n) by exact (table_entry ordered Hn).
  assert (Cn : child_below k n = true).
  { pose proof ordered as O. unfold children_first in O. rewrite forallb_forall in O.
    exact (O (k, n) Hn). }
  assert (not_bot : In (Box i a) (subs Bot) -> False) by (intros [X|[]]; discriminate).
  rewrite E in H. destruct n as [| |p|b|b d|b d|b d|b d|l b]; cbn in H, Cn;
    unfold And, Or, Neg in H; cbn [subs In app] in H;
    rewrite ?andb_true_iff, ?Pos.ltb_lt in Cn;
    repeat match goal with
    | H : _ \/ _ |- _ => destruct H
    | H : In _ (_ ++ _) |- _ => apply in_app_or in H
    | H : In _ (_ :: _) |- _ => destruct H
    | H : In _ [] |- _ => destruct H
    | H : False |- _ => destruct H
    | H : Box _ _ = Imp _ _ |- _ => discriminate H
    | H : Imp _ _ = Box _ _ |- _ => discriminate H
    | H : Bot = Box _ _ |- _ => discriminate H
    | H : Var _ = Box _ _ |- _ => discriminate H
    | C : _ /\ _ |- _ => destruct C
    end;
    try (match goal with H : In _ (subs (fm_at F ?x)) |- _ => apply (IH x); [lia|exact H] end).
  injection H as -> <-. exists k, b. auto.
Qed.

Lemma reflects_pred y w i : knows y w i ->
  forall l, mem l (reflects (i_live i)) = pred P blw (down meant y) l.
Proof.
  intros K l. unfold reflects, pred. cbn [refl P pattern_of].
  induction (t_refl t) as [|e es IH]; cbn [fold_right existsb]; [apply mem_empty|].
  rewrite (k_live K). destruct (down meant y (snd e)); cbn [andb orb]; [|exact IH].
  now rewrite mem_union, IH.
Qed.

(** The facts that [world_ok] establishes, in the words of [good]. *)
Record fine (y : nat) : Prop := {
  n_cons : forall i j, In (i, j) (cons P) -> down meant y j = true ->
    exists z, In z (succs meant y) /\ down meant z i = true;
  n_axs : forall j k, In (j, k) (t_axs t) -> down meant y j = true ->
    In (fm_at F k) G /\ force meant (fm_at F k) y = true;
  n_sigma : forall s z, In s (t_sigma t) -> In z (succs meant y) ->
    letter meant y s = true -> letter meant z s = true;
  n_delta : forall s z, In s (t_delta t) -> In z (succs meant y) ->
    letter meant y s = letter meant z s;
  n_refl : forall i a, In (Box i a) G -> pred P blw (down meant y) i = true ->
    force meant (Box i a) y = true -> force meant a y = true;
  n_served : forall i, pred P blw (down meant y) i = true ->
    exists z, In z (succs meant y) /\ down meant z i = true
}.

Lemma in_G k : M.find k F <> None -> In (fm_at F k) G.
Proof.
  intro H. destruct (@extend_keys (t_nodes t) 1%positive (M.empty fm) k H) as [X|[n Hn]].
  - now rewrite M.gempty in X.
  - apply in_flat_map. exists (k, n). split; [exact Hn|apply subs_self].
Qed.

Lemma later_known seen w n z : all_known n seen ->
  forallb (of_later seen (fun _ => true)) (w_later w) = true -> In z (w_later w) ->
  exists u v, M.find z seen = Some u /\ knows (Pos.to_nat z) v u /\ Pos.to_nat z <= n.
Proof.
  intros A L Hz. rewrite forallb_forall in L. specialize (L z Hz). unfold of_later in L.
  destruct (M.find z seen) as [u|] eqn:E; [|discriminate].
  destruct (A z u E) as [le [v K]]. exists u, v. auto.
Qed.

Lemma of_later_elim seen test z u : of_later seen test z = true -> M.find z seen = Some u ->
  test u = true.
Proof. intros H E. unfold of_later in H. now rewrite E in H. Qed.

Lemma world_ok_present seen w i : world_ok seen w i = true ->
  forallb (of_later seen (fun _ => true)) (w_later w) = true.
Proof.
  unfold world_ok. rewrite !andb_true_iff. intros [[[[[H _] _] _] _] _].
  rewrite forallb_forall in *. intros z Hz. specialize (H z Hz). unfold of_later in *.
  now destruct (M.find z seen).
Qed.

Lemma implb_elim a b : implb a b = true -> a = true -> b = true.
Proof. destruct a, b; cbn; congruence. Qed.

Lemma world_ok_fine n seen w i : world_at (S n) = Some w -> all_known n seen ->
  (forall y, y <= n -> fine y) -> knows (S n) w i -> world_ok seen w i = true -> fine (S n).
Proof.
  intros Hw A Fn K ok. pose proof (world_ok_present ok) as L.
  unfold world_ok in ok. rewrite !andb_true_iff, !forallb_forall in ok.
  destruct ok as [[[[[_ ok_cons] ok_axs] ok_letters] ok_served] ok_refl].
  assert (look : forall z, In z (next (S n)) -> exists p u v, z = Pos.to_nat p /\
    In p (w_later w) /\ M.find p seen = Some u /\ knows z v u /\ z <= n).
  { rewrite (next_known Hw A L). intros z Hz. apply in_map_iff in Hz. destruct Hz as [p [<- Hp]].
    destruct (later_known A L Hp) as [u [v [E [Kz le]]]]. exists p, u, v. auto. }
  constructor.
  - intros l m e Hm. apply (k_seen K). apply (implb_elim (ok_cons (l, m) e)).
    cbn [snd]. now rewrite (k_live K).
  - intros j k e Hj. assert (T : at_row (i_row i) k = true).
    { apply (implb_elim (ok_axs (j, k) e)). cbn [fst]. now rewrite (k_live K). }
    rewrite (at_row_force k K) in T. split; [|exact T]. apply in_G. intro N.
    unfold fm_at in T. rewrite N in T. discriminate.
  - intros s z Hs Hz Hy. apply after_spec in Hz. destruct Hz as [x [Hx Hz]].
    assert (step : letter meant x s = true).
    { destruct (look x Hx) as [p [u [v [-> [Hp [E [Kz _]]]]]]].
      pose proof (of_later_elim (ok_letters p Hp) E) as T. apply andb_true_iff in T.
      destruct T as [T _]. rewrite forallb_forall in T. specialize (T s Hs).
      rewrite (k_atoms K), (k_atoms Kz) in T. exact (implb_elim T Hy). }
    destruct Hz as [->|Hz]; [exact step|]. pose proof (next_less Hx) as lt.
    exact (n_sigma (Fn x (le_S_n _ _ lt)) Hs Hz step).
  - intros s z Hs Hz. apply after_spec in Hz. destruct Hz as [x [Hx Hz]].
    assert (step : letter meant (S n) s = letter meant x s).
    { destruct (look x Hx) as [p [u [v [-> [Hp [E [Kz _]]]]]]].
      pose proof (of_later_elim (ok_letters p Hp) E) as T. apply andb_true_iff in T.
      destruct T as [_ T]. rewrite forallb_forall in T. specialize (T s Hs).
      rewrite (k_atoms K), (k_atoms Kz) in T. exact (eqb_prop _ _ T). }
    destruct Hz as [->|Hz]; [exact step|]. pose proof (next_less Hx) as lt.
    rewrite step. exact (n_delta (Fn x (le_S_n _ _ lt)) Hs Hz).
  - intros l a Ha Hp Hbox. apply in_flat_map in Ha. destruct Ha as [[k m] [_ Ha]].
    destruct (boxes_of_table Ha) as [j [b [Hj [Ej <-]]]].
    specialize (ok_refl (j, NBox l b) Hj). cbn [fst snd] in ok_refl.
    rewrite (reflects_pred K), Hp in ok_refl. cbn [implb] in ok_refl.
    rewrite (at_row_force j K), (at_row_force b K), Ej, Hbox in ok_refl. exact ok_refl.
  - intros l Hl. apply (k_seen K). apply (subset_mem ok_served). now rewrite (reflects_pred K).
Qed.

Lemma run_fine rest : forall done seen seen', ws = done ++ rest ->
  all_known (length done) seen -> (forall y, y <= length done -> fine y) ->
  run (Pos.of_succ_nat (length done)) seen rest = Some seen' ->
  all_known (length ws) seen' /\ forall y, y <= length ws -> fine y.
Proof.
  induction rest as [|w rest IH]; intros done seen seen' E A Fn R; cbn in R.
  - injection R as <-. rewrite E, app_nil_r. auto.
  - destruct (world_ok seen w (info_of seen w)) eqn:ok; [|discriminate].
    assert (Hw : world_at (S (length done)) = Some w).
    { cbn. rewrite E, nth_error_app2, Nat.sub_diag by lia. reflexivity. }
    pose proof (info_correct Hw A (world_ok_present ok)) as K.
    pose proof (world_ok_fine Hw A Fn K ok) as Fw.
    assert (len : length (done ++ [w]) = S (length done)) by (rewrite app_length; cbn; lia).
    refine (IH (done ++ [w]) (M.add (Pos.of_succ_nat (length done)) (info_of seen w) seen)
      seen' _ _ _ _).
    + now rewrite <- app_assoc.
    + rewrite len. intros z i H. destruct (Pos.eq_dec z (Pos.of_succ_nat (length done))) as [->|N].
      * rewrite M.gss in H. injection H as <-. rewrite SuccNat2Pos.id_succ.
        split; [lia|]. exists w. exact K.
      * rewrite M.gso in H by exact N. destruct (A z i H) as [le X]. split; [lia|exact X].
    + rewrite len. intros y Hy. destruct (Nat.eq_dec y (S (length done))) as [->|N]; [exact Fw|].
      apply Fn. lia.
    + rewrite len. exact R.
Qed.

Lemma fine_zero : fine 0.
Proof.
  constructor; cbn; try (intros; discriminate); try (intros; contradiction); auto.
  - intros i a _ H. unfold pred in H. rewrite existsb_exists in H.
    destruct H as [e [_ H]]. discriminate.
  - intros i H. unfold pred in H. rewrite existsb_exists in H. destruct H as [e [_ H]]. discriminate.
Qed.

(** Reflection chains are no longer than the model is high. *)
Lemma pred_n_member n : forall s l, pred_n P blw n s l = true ->
  exists m, s m = true /\ forall s', s' m = true -> pred_n P blw n s' l = true.
Proof.
  induction n as [|n IH]; intros s l H; cbn [pred_n] in *; [exists l; auto|].
  destruct (IH _ _ H) as [m [Hm up]]. apply (pred_spec blw_below) in Hm.
  destruct Hm as [h [k [e [Hk B]]]]. exists k. split; [exact Hk|]. intros s' Hs'. apply up.
  apply (pred_spec blw_below). exists h, k. auto.
Qed.

Lemma pred_n_height : (forall y, y <= length ws -> fine y) ->
  forall n y l, y <= length ws -> pred_n P blw n (down meant y) l = true -> n <= y.
Proof.
  intros Fn. induction n as [|n IH]; intros y l Hy H; [lia|]. cbn [pred_n] in H.
  destruct (pred_n_member H) as [m [Hm up]].
  destruct (n_served (Fn y Hy) Hm) as [z [Hz Dz]].
  pose proof (after_less Hz) as lt.
  assert (z <= length ws) by lia. specialize (IH z l H0 (up _ Dz)). lia.
Qed.

Lemma good_meant : (forall y, y <= length ws -> fine y) -> good P blw meant G (length ws).
Proof.
  intro Fn. assert (Fy : forall y, y < size meant -> fine y) by (cbn; intros; apply Fn; lia).
  constructor.
  - apply closed_flat_map. intro. apply subs_closed.
  - intros y z _. apply after_less.
  - intros y z u _. apply after_trans.
  - intros i j y e Hy. apply (n_cons (Fy y Hy) e).
  - intros j a y e Hy Hj. cbn [axs P pattern_of] in e. apply in_map_iff in e.
    destruct e as [[j' k] [E e]]. cbn in E. injection E as <- <-. exact (n_axs (Fy y Hy) e Hj).
  - intros s y z e Hy. apply (n_sigma (Fy y Hy) e).
  - intros s y z e Hy. apply (n_delta (Fy y Hy) e).
  - intros i a y Hy. apply (n_refl (Fy y Hy)).
  - intros y i Hy. destruct (pred_n P blw _ (down meant y) i) eqn:E; [|reflexivity].
    cbn in Hy. assert (le : y <= length ws) by lia. pose proof (pred_n_height Fn le E). lia.
Qed.

End Meaning.

Theorem refutes_sound ws root goal :
  refutes ws root goal = true -> ~ proves (pattern_of t) (formula t goal).
Proof.
  unfold refutes. rewrite !andb_true_iff. intros [[ordered complete] H] T.
  destruct (run 1 (M.empty info) ws) as [seen|] eqn:R; [|discriminate].
  destruct (M.find root seen) as [u|] eqn:Eu; [|discriminate].
  destruct (M.find goal (i_row u)) as [b|] eqn:Eb; [|discriminate].
  apply negb_true_iff in H. subst b.
  assert (KF : all_known ws (length ws) seen /\ forall y, y <= length ws -> fine ws y).
  { apply run_fine with (rest := ws) (done := []) (seen := M.empty info); auto.
    - intros z i Hz. now rewrite M.gempty in Hz.
    - intros y Hy. cbn in Hy. replace y with 0 by lia. apply fine_zero. }
  destruct KF as [A Fn]. destruct (A root u Eu) as [le [w K]].
    pose proof (k_row K goal) as X. rewrite Eb in X.
    destruct (M.find goal (read_all tbl)) as [f|] eqn:Ef; [|discriminate]. cbn in X.
    assert (E : formula t goal = f) by (unfold formula, fm_at; fold tbl; now rewrite Ef).
    assert (Hin : In (formula t goal) G).
    { change (In (fm_at (read_all tbl) goal) G). apply in_G. now rewrite Ef. }
    assert (lt : Pos.to_nat root < size (meant ws)) by (cbn; lia).
    pose proof (model_soundness (blw_below complete) (meant_down_closed complete)
      (good_meant complete Fn) T Hin lt) as V.
    rewrite E in V. congruence.
Qed.

End Checker.
