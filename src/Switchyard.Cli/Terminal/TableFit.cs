namespace Switchyard.Cli.Terminal;

/// <summary>Fits tables into a width: the widest columns give way first, and what is cut says so.</summary>
internal static class TableFit
{
    /// <summary>No column becomes narrower than this.</summary>
    public const int Narrowest = 6;

    /// <summary>
    /// The widths that columns of <paramref name="natural"/> width get so that they fit into <paramref name="width"/>, with <paramref name="gap"/> characters for each besides. Columns that are narrow stay whole.
    /// If not even the narrowest fit, those are given.
    /// </summary>
    public static int[] Widths(IReadOnlyList<int> natural, int gap, int width)
    {
        int[] widths = [.. natural];
        var left = width - (gap * widths.Length);
        while (widths.Sum() > left)
        {
            // All of the widest down to the next width, or as far as it takes.
            var widest = widths.Max();
            if (widest <= Narrowest)
            {
                break;
            }

            int[] places = [.. Enumerable.Range(0, widths.Length).Where(i => widths[i] == widest)];
            var next = Math.Max(Narrowest, widths.Where(one => one < widest).DefaultIfEmpty(Narrowest).Max());
            var excess = widths.Sum() - left;
            var step = Math.Min(widest - next, Math.Max(1, excess / places.Length));
            foreach (var place in places)
            {
                widths[place] -= step;
                excess -= step;
                if (excess <= 0)
                {
                    break;
                }
            }
        }

        return widths;
    }

    /// <summary>The text in at most <paramref name="width"/> characters.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : width <= 1 ? text[..Math.Max(0, width)] : text[..(width - 1)] + "…";
}
