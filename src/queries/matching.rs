//! Who can be placed where: the most that can be placed at once, each in one of the places that suit them.

/// Places each of several in one of the places that suit them, as many as can be: where each goes, if anywhere. A place
/// takes no more than there is room in it. Earlier places are preferred; what was placed is moved to make room.
pub fn place(suits: &[Vec<usize>], room: &[usize]) -> Vec<Option<usize>> {
    let mut placed: Vec<Option<usize>> = vec![None; suits.len()];
    let mut there: Vec<Vec<usize>> = vec![Vec::new(); room.len()];
    for who in 0..suits.len() {
        let mut seen = vec![false; room.len()];
        settle(who, suits, room, &mut placed, &mut there, &mut seen);
    }
    placed
}

fn settle(
    who: usize,
    suits: &[Vec<usize>],
    room: &[usize],
    placed: &mut [Option<usize>],
    there: &mut [Vec<usize>],
    seen: &mut [bool],
) -> bool {
    for &to in suits.get(who).map(Vec::as_slice).unwrap_or_default() {
        match seen.get_mut(to) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let (most, held) = (room.get(to).copied().unwrap_or(0), there.get(to).cloned().unwrap_or_default());
        let has_room = held.len() < most;
        let moved = || held.iter().copied();
        let gone = if has_room { None } else { moved().find(|it| settle(*it, suits, room, placed, there, seen)) };
        if !has_room && gone.is_none() {
            continue;
        }
        if let Some(there) = there.get_mut(to) {
            there.retain(|it| Some(*it) != gone);
            there.push(who);
        }
        if let Some(placed) = placed.get_mut(who) {
            *placed = Some(to);
        }
        return true;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(suits: &[&[usize]], room: &[usize], expected: usize) {
        let suits: Vec<Vec<usize>> = suits.iter().map(|it| it.to_vec()).collect();
        let placed = place(&suits, room);
        for (who, to) in placed.iter().enumerate() {
            assert!(to.is_none_or(|to| suits[who].contains(&to)), "{who} is where it does not suit");
        }
        for (to, room) in room.iter().enumerate() {
            assert!(placed.iter().filter(|it| **it == Some(to)).count() <= *room, "{to} is too full");
        }
        assert_eq!(placed.iter().flatten().count(), expected, "{suits:?} {room:?}");
    }

    #[test]
    fn as_many_are_placed_as_can_be() {
        check(&[], &[], 0);
        check(&[&[0], &[0]], &[1], 1);
        check(&[&[0, 1], &[0]], &[1, 1], 2);
        // Each makes room for the next.
        check(&[&[0, 1], &[0, 2], &[1, 0], &[0]], &[1, 1, 1], 3);
        check(&[&[0, 1], &[1, 2], &[2, 3], &[0]], &[1, 1, 1, 1], 4);
        check(&[&[0, 1], &[0, 1], &[0], &[0]], &[2, 2], 4);
        check(&[&[0, 1], &[0, 1], &[0], &[0], &[0]], &[2, 2], 4);
        check(&[&[0], &[]], &[0], 0);
    }

    #[test]
    fn nobody_is_left_out_who_could_be_placed() {
        // Against trying everything out, for small cases made by counting.
        for seed in 0..500_u32 {
            let bit = |at: u32| blake3::hash(&(seed * 64 + at).to_be_bytes()).as_bytes()[0] < 128;
            let suits: Vec<Vec<usize>> =
                (0..5).map(|who| (0..3).filter(|to| bit(who * 3 + *to as u32)).collect()).collect();
            let room = [1, 2, 1];
            let placed = place(&suits, &room).iter().flatten().count();
            assert_eq!(placed, most(&suits, &mut room.to_vec()), "{suits:?}");
        }
    }

    fn most(suits: &[Vec<usize>], room: &mut Vec<usize>) -> usize {
        let Some((first, rest)) = suits.split_first() else { return 0 };
        let mut best = most(rest, room);
        for &to in first {
            if room[to] > 0 {
                room[to] -= 1;
                best = best.max(1 + most(rest, room));
                room[to] += 1;
            }
        }
        best
    }
}
