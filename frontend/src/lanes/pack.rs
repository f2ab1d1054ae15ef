//! Places records side by side in their lane: none covers another, and none is drawn before its
//! time while there is room behind it.

/// Left edges of records of this width, in order. Where two would overlap, the later one moves
/// right; where the lane would leave the plane, all of them move left.
pub fn pack(places: &[f64], left: f64, right: f64, step: f64, width: f64) -> Vec<f64> {
    let mut free_from = left;
    let mut packed: Vec<f64> = places
        .iter()
        .map(|x| {
            let place = (x - width / 2.0).max(free_from);
            free_from = place + step;
            place
        })
        .collect();
    let mut free_to = right - width;
    for place in packed.iter_mut().rev() {
        *place = place.min(free_to);
        free_to = *place - step;
    }
    packed
}

/// Where the last record of a lane would end if none moved left.
pub fn overhang(places: &[f64], left: f64, step: f64, width: f64) -> f64 {
    let mut free_from = left;
    for x in places {
        free_from = (x - width / 2.0).max(free_from) + step;
    }
    free_from - step + width
}
