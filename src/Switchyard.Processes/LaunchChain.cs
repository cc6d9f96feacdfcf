using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Switchyard.Processes;

/// <summary>
/// What stands before a command: programs of util-linux that each change one property of the process and then become the next one, so that the process id stays the same. The child gets a session of its own, the death signal
/// of its parent thread, and its limit of open files. A machine without one of them is told of once; its children run without that property.
/// </summary>
internal sealed partial class LaunchChain(ILogger logger)
{
    private readonly string? _setsid = Tool("setsid", "signals reach only the process itself, not its group", logger);
    private readonly string? _setpriv = Tool("setpriv", "the death of this process ends its children by their watchdog alone", logger);
    private readonly string? _prlimit = Tool("prlimit", "the number of open files is not limited", logger);

    /// <summary>Program and arguments that run <paramref name="command"/>.</summary>
    public IReadOnlyList<string> Of(string command, IReadOnlyList<string> arguments, int files)
    {
        List<string> chain = [];
        if (_setsid is not null)
        {
            chain.Add(_setsid);
        }

        if (_setpriv is not null)
        {
            chain.AddRange([_setpriv, "--pdeathsig", "KILL", "--"]);
        }

        if (_prlimit is not null)
        {
            chain.AddRange([_prlimit, string.Create(CultureInfo.InvariantCulture, $"--nofile={files}:{files}"), "--"]);
        }

        return [.. chain, command, .. arguments];
    }

    /// <summary>Program and arguments that run <paramref name="command"/> in a session of its own and otherwise as this process is.</summary>
    public IReadOnlyList<string> Apart(string command, params IReadOnlyList<string> arguments) => _setsid is null ? [command, .. arguments] : [_setsid, command, .. arguments];

    private static string? Tool(string name, string loss, ILogger logger)
    {
        var found = CommandPath.Find(name, CommandPath.OfSystem, "/");
        if (found is null)
        {
            LogMissing(logger, name, loss);
        }

        return found;
    }

    [LoggerMessage(10100, LogLevel.Warning, "The program {Tool} (util-linux) is missing: {Loss}")]
    private static partial void LogMissing(ILogger logger, string tool, string loss);
}
