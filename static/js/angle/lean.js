// What a phone makes with the vertical, from one event of its orientation. Pure; angles in degrees.
//
// beta and gamma alone say where down is; the compass, alpha, plays no part. The axes are those of the
// device, however the screen is turned: x to its right edge, y to its top edge, z out of its screen.

const DEGREE = Math.PI / 180;

/** Down as a vector of length one, in the axes of the phone. @param {number} beta @param {number} gamma */
export function down(beta, gamma) {
  const [b, g] = [beta * DEGREE, gamma * DEGREE];
  return { x: Math.cos(b) * Math.sin(g), y: -Math.sin(b), z: -Math.cos(b) * Math.cos(g) };
}

/**
 * How far the long edge leans from upright, in the plane of the long edge and the normal of the screen: 0 upright,
 * 90 flat, above 90 past flat. With `signed` it is negative where the screen faces up.
 *
 * What leans sideways is not in it: it would make an angle of up to 2.7° too much at 15°.
 *
 * @param {number} beta @param {number} gamma
 */
export function lean(beta, gamma, signed = false) {
  const { y, z } = down(beta, gamma);
  return Math.atan2(signed ? z : Math.abs(z), -y) / DEGREE;
}

/** How far the long edge leans to the right edge, -90 to 90. @param {number} beta @param {number} gamma */
export const sideways = (beta, gamma) =>
  Math.asin(Math.max(-1, Math.min(1, down(beta, gamma).x))) / DEGREE;
