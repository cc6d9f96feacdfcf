using System.CommandLine;
using Switchyard.Model.Validation;

namespace Switchyard.Host.CommandLine;

/// <summary>How wrong options are told: one line each, on stderr, exit code 2.</summary>
internal static class CommandFaults
{
    /// <summary>Exit code of a command that was used wrongly.</summary>
    public const int UsageExitCode = 2;

    public static int Print(ParseResult parsed, FaultList faults)
    {
        foreach (var fault in faults)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"switchyard {parsed.CommandResult.Command.Name}: {fault.Field}: {fault.Detail}");
        }

        return UsageExitCode;
    }
}
