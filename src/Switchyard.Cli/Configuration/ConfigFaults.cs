using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Calls;

namespace Switchyard.Cli.Configuration;

/// <summary>A configuration text on its way to a node: read from a file, and its faults told as a compiler tells them.</summary>
internal static class ConfigFaults
{
    /// <summary>Whether the text of <paramref name="file"/> is JSON by its name.</summary>
    public static bool IsJson(string file) => file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Runs <paramref name="work"/>; a configuration that the node refuses ends it with 1 and every fault, of <paramref name="file"/> or of the documents that the node names.</summary>
    public static async Task<int> TellAsync(CliCall call, string? file, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (SwitchyardApiException refusal) when (refusal.Code == "invalid_configuration")
        {
            ConfigFault[] faults = [.. refusal.Errors.Select(error => new ConfigFault(file ?? error.File ?? "", error.Line ?? 0, error.Column ?? 0, error.Field, error.Detail))];
            if (call.Printer.IsJson)
            {
                call.Printer.Json(new { valid = false, errors = faults });
            }
            else
            {
                foreach (var fault in faults)
                {
                    await call.Environment.Out.WriteLineAsync(fault.ToString());
                }
            }

            return Terminal.ExitCodes.Failed;
        }
    }
}
