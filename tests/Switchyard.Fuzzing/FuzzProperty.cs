namespace Switchyard.Fuzzing;

/// <summary>Feeds one input to a parser and throws when what must hold does not. Must not alter the input, and must do the same whenever it is given the same.</summary>
/// <param name="input">The input.</param>
/// <param name="random">Chooses what is free, such as where the input is cut. It begins anew for each input, from the input alone, so that a failure stays one.</param>
/// <returns>
/// What kind of path the input took, such as the number of items read or which fault was found. An input that is the first of its kind is mutated further.
/// </returns>
public delegate int FuzzProperty(byte[] input, Random random);
