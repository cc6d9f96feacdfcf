using System.Globalization;

namespace Switchyard.Host.Doctor;

/// <summary>How many files and sockets the process may have open: each request that runs is two sockets.</summary>
internal static class OpenFilesCheck
{
    private const long Least = 4096;
    private const string Line = "Max open files";
    private const string Limits = "/proc/self/limits";

    /// <summary>Looks at the limits of this process, which a node that is started from here would have.</summary>
    public static IEnumerable<Finding> Run() => File.Exists(Limits) ? [Of(File.ReadAllText(Limits))] : [];

    /// <summary>Judges the text of <c>/proc/self/limits</c>. The hard limit counts: the runtime takes it at its start.</summary>
    public static Finding Of(string limits)
    {
        var words = limits.Split('\n').FirstOrDefault(static line => line.StartsWith(Line, StringComparison.Ordinal))?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [_, var hard, ..])
        {
            return new Finding("open files", FindingState.Warning, $"The limit could not be read from {Limits}.");
        }

        return !long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most >= Least
            ? new Finding("open files", FindingState.Ok, $"The limit is {hard}.")
            : new Finding("open files", FindingState.Failed, $"At most {most} files and sockets can be open: some {most / 2} requests at once.", "Raise it to 65536: LimitNOFILE= of the unit, ulimits of the container, or ulimit -n.");
    }
}
