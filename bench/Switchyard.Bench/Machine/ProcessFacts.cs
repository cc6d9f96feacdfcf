using System.Globalization;

namespace Switchyard.Bench.Machine;

/// <summary>What <c>/proc</c> says of a process right now.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="OwnBytes">The part of it that is no file: not the programs and libraries, which processes share.</param>
/// <param name="Handles">Open files, sockets among them.</param>
/// <param name="Sockets">Open sockets.</param>
/// <param name="Threads">Threads.</param>
internal sealed record ProcessFacts(long ResidentBytes, long OwnBytes, int Handles, int Sockets, int Threads)
{
    public static ProcessFacts Read(int process)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        var handles = Directory.GetFiles(folder + "/fd").Select(Target).ToArray();
        var status = File.ReadLines(folder + "/status").Select(static line => line.Split(':', 2)).ToDictionary(static pair => pair[0], static pair => pair[1].Trim().Split(' ')[0], StringComparer.Ordinal);
        var resident = KiB("VmRSS");
        return new ProcessFacts(
            resident,
            resident - KiB("RssFile"),
            handles.Length,
            handles.Count(static target => target?.StartsWith("socket:", StringComparison.Ordinal) == true),
            int.Parse(status["Threads"], CultureInfo.InvariantCulture));

        long KiB(string name) => 1024 * long.Parse(status[name], CultureInfo.InvariantCulture);
    }

    private static string? Target(string handle)
    {
        try
        {
            return new FileInfo(handle).LinkTarget;
        }
        catch (IOException)
        {
            // Closed between the listing and the look.
            return null;
        }
    }
}
