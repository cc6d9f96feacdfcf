namespace Switchyard.Fuzzing;

/// <summary>Cuts an input into the pieces in which a network might bring it.</summary>
public static class Cuts
{
    private const int Longest = 300;

    /// <summary>Lengths of pieces that add up to <paramref name="length"/>: single bytes, all at once, or anything between.</summary>
    public static List<int> Of(int length, Random random)
    {
        var pieces = new List<int>();
        var most = random.Next(4) switch
        {
            0 => 1,
            1 => 8,
            2 => Longest,
            _ => Math.Max(1, length),
        };
        for (var left = length; left > 0;)
        {
            var piece = Math.Min(left, random.Next(1, most + 1));
            pieces.Add(piece);
            left -= piece;
        }

        return pieces;
    }
}
