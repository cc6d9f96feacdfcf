using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Host.CommandLine;
using Switchyard.Host.Runtimes;
using Switchyard.Host.Serving;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Doctor;

/// <summary><c>switchyard doctor</c>: looks at everything a node needs and says what is wrong and what to do. Exit code 0 when nothing failed, 1 otherwise.</summary>
internal static partial class DoctorCommand
{
    public static Command Create(Func<string, string?> environment)
    {
        var flags = new ServeFlags(environment);
        var url = new Option<string?>("--url") { Description = "Control plane to ask. [env: SWITCHYARD_URL] [default: the address of --admin-listen]", HelpName = "URL" };
        var token = new Option<string?>("--token") { Description = "Operator token, to try every provider too. [env: SWITCHYARD_TOKEN]", HelpName = "TOKEN" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("doctor", "Checks what a node needs here: limits, data directory, sealing keys, certificate, addresses, egress, configuration files, database and its clock, rights and notifications, hosts of providers, programs of bundles, and the node that runs.") { url, token, json };
        flags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var faults = new FaultList();
            if (flags.Read(parsed, new ServeDefaults("./data", []), faults) is not { } options)
            {
                return CommandFaults.Print(parsed, faults);
            }

            var address = parsed.GetValue(url) ?? environment("SWITCHYARD_URL") ?? options.AdminListen.ToString();
            if (!Uri.TryCreate(address, UriKind.Absolute, out var controlPlane))
            {
                faults.Add("--url", $"'{address}' is not an address.");
                return CommandFaults.Print(parsed, faults);
            }

            var secret = parsed.GetValue(token) ?? environment("SWITCHYARD_TOKEN") ?? environment("SWITCHYARD_ADMIN_TOKEN");
            var findings = await ExamineAsync(options, new NodeCheck(controlPlane, string.IsNullOrEmpty(secret) ? null : new Secret(secret)), environment, TimeProvider.System, cancellationToken);
            Print(parsed.InvocationConfiguration.Output, findings, parsed.GetValue(json));
            return findings.Any(finding => finding.State == FindingState.Failed) ? 1 : 0;
        });
        return command;
    }

    /// <summary>Every check, in the order of a start.</summary>
    internal static async Task<IReadOnlyList<Finding>> ExamineAsync(ServeOptions options, NodeCheck node, Func<string, string?> environment, TimeProvider time, CancellationToken cancellationToken)
    {
        // First: what is taken by the node itself is no fault.
        var running = await node.RunAsync(cancellationToken);
        var (files, model) = await ConfigurationFilesCheck.RunAsync(options.ConfigPaths, environment, cancellationToken);
        var (database, recorded) = await DatabaseCheck.RunAsync(options, time, cancellationToken);
        var egress = options.EgressAllow.Concat(model?.Server.EgressAllow ?? []).ToList();
        var providers = (model?.Providers ?? []).Where(static provider => provider.Enabled).Select(static provider => (provider.Name, provider.BaseUrl)).UnionBy(recorded.Providers, static provider => provider.Name);
        var bundles = (model?.Bundles ?? []).Where(static bundle => bundle is { Enabled: true, Definition.Command: not null })
            .Select(static bundle => new BundleProgram(bundle.Key.ToString(), bundle.Definition.Command!, bundle.Definition.WorkingDirectory, bundle.Definition.Environment.GetValueOrDefault("PATH")))
            .Where(bundle => !recorded.Stopped.Contains(bundle.Name)).UnionBy(recorded.Bundles, static bundle => bundle.Name);
        return
        [
            RuntimeDefects.Refusal(options.RuntimeVersion) is { } defect
                ? new Finding("runtime", FindingState.Failed, defect, "Update the ASP.NET Core runtime.")
                : new Finding("runtime", FindingState.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}."),
            .. OpenFilesCheck.Run(),
            .. DataDirectoryCheck.Run(options, node.Presence),
            SealingKeysCheck.Run(options),
            .. CertificateCheck.Run(options.Tls, time),
            .. AddressCheck.Run(options, node.Presence),
            .. EgressCheck.Run(egress),
            .. files,
            .. database,
            .. await new UpstreamCheck(egress).RunAsync(providers, cancellationToken),
            .. BundleCommandCheck.Run(bundles, environment),
            .. running,
        ];
    }

    private static void Print(TextWriter output, IReadOnlyList<Finding> findings, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(findings, FindingJson.Default.IReadOnlyListFinding));
            return;
        }

        foreach (var finding in findings)
        {
            var mark = finding.State switch { FindingState.Ok => "ok     ", FindingState.Warning => "warning", _ => "FAILED " };
            output.WriteLine($"{mark}  {finding.Check,-16} {finding.Detail}");
            if (finding.Hint is not null)
            {
                output.WriteLine($"{"",27}→ {finding.Hint}");
            }
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
    [JsonSerializable(typeof(IReadOnlyList<Finding>))]
    private sealed partial class FindingJson : JsonSerializerContext;
}
