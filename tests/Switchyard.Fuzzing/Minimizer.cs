namespace Switchyard.Fuzzing;

/// <summary>Makes an input that breaks a property small enough to be understood.</summary>
internal static class Minimizer
{
    private const int MostTries = 20_000;

    /// <summary>The least of <paramref name="input"/>, reached by leaving parts out and by plain letters in place of others, for which <paramref name="isBroken"/> still says so.</summary>
    public static byte[] Minimize(byte[] input, Func<byte[], bool> isBroken)
    {
        var tries = MostTries;
        var smallest = input;
        for (var part = Math.Max(1, input.Length / 2); part > 0;)
        {
            var before = smallest.Length;
            for (var at = 0; at < smallest.Length && tries > 0;)
            {
                byte[] shorter = [.. smallest.AsSpan(0, at), .. smallest.AsSpan(Math.Min(at + part, smallest.Length))];
                tries--;
                if (isBroken(shorter))
                {
                    smallest = shorter;
                }
                else
                {
                    at += part;
                }
            }

            // Single bytes again and again, as long as that takes any away.
            part = part > 1 ? part / 2 : smallest.Length < before && tries > 0 ? 1 : 0;
        }

        for (var at = 0; at < smallest.Length && tries > 0; at++)
        {
            if (smallest[at] is >= (byte)' ' and <= (byte)'~')
            {
                continue;
            }

            byte[] plainer = [.. smallest];
            plainer[at] = (byte)'a';
            tries--;
            smallest = isBroken(plainer) ? plainer : smallest;
        }

        return smallest;
    }
}
