using System.Globalization;

namespace Switchyard.Bench.Machine;

/// <summary>
/// How much of one processor somebody else used while something was measured: without it nobody can tell a slow contender from a busy machine. Read from
/// <c>/proc</c>; the clock tick there is 10 ms.
/// </summary>
internal sealed class ProcessorUse
{
    private readonly int _processor;
    private readonly int _process;
    private readonly (long Busy, long Total, long Own) _before;

    private ProcessorUse(int processor, int process)
    {
        _processor = processor;
        _process = process;
        _before = Read();
    }

    /// <summary>Begins to observe. The process and its children are what belongs there.</summary>
    public static ProcessorUse Begin(int processor, int process) => new(processor, process);

    /// <summary>Percent of the processor's time since the beginning that went to other processes.</summary>
    public double OthersPercent()
    {
        var now = Read();
        var total = now.Total - _before.Total;
        return total <= 0 ? 0 : Math.Max(0, 100.0 * (now.Busy - _before.Busy - (now.Own - _before.Own)) / total);
    }

    private (long Busy, long Total, long Own) Read()
    {
        var line = File.ReadLines("/proc/stat").FirstOrDefault(line => line.StartsWith($"cpu{_processor} ", StringComparison.Ordinal));
        if (line is null)
        {
            return default;
        }

        // user nice system idle iowait irq softirq steal
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number).ToList();
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum(), TicksOfFamily(_process));
    }

    private static long TicksOfFamily(int process)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Stat(folder) is { } stat
                && (id == process || Number(stat[1]) == process))
            {
                ticks += Number(stat[11]) + Number(stat[12]);
            }
        }

        return ticks;
    }

    /// <summary>The fields after the program's name, which may contain anything: state, parent, …, 11 and 12 are user and system time.</summary>
    private static string[]? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It ended between the listing and the reading.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
