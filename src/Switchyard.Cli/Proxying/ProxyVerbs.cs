using System.CommandLine;
using Switchyard.Admin.Client.Proxying;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Proxying;

/// <summary><c>switchyard proxy …</c></summary>
internal static class ProxyVerbs
{
    private static readonly Option<bool> Immediately = new("--immediately") { Description = "Uses the new authority at once, because the present key may be known to others. Clients fail until they trust the new one." };

    private static readonly Option<string?> Output = new("--output", "-o") { Description = "Writes to this file instead of the terminal.", HelpName = "FILE" };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "proxy",
        "Looks after the forward proxy.",
        verb.Create("hosts", "Shows which hosts are decrypted, and which providers are not reached.", [], HostsAsync),
        CliVerb.Group(
            "ca",
            "Looks after the certificate authority that clients of the proxy trust.",
            verb.Create("list", "Lists the authorities, the newest first.", [], ListAsync),
            verb.Create("export", "Prints what clients are to trust, as PEM: the active authority, and the next one while a rotation is under way.", [Output], ExportAsync),
            verb.Create("rotate", "Makes the next authority. Certificates are minted from it after 'activate'.", ChangeInput.WaitOption(Immediately), RotateAsync),
            verb.Create("activate", "Mints from the next authority from now on; the former one is retired.", ChangeInput.WaitOption(), ActivateAsync),
            verb.Create("abandon", "Gives the next authority up.", ChangeInput.WaitOption(), AbandonAsync)));

    private static async Task HostsAsync(CliCall call, CancellationToken cancellationToken)
    {
        var hosts = await call.Client.Proxy.HostsAsync(cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(hosts);
            return;
        }

        call.Printer.Table(hosts.Hosts, ("HOST", host => host.Host), ("PROVIDER", host => host.Provider));
        foreach (var finding in hosts.Findings)
        {
            call.Printer.Note($"{finding.Provider}: {finding.Detail}");
        }

        call.Printer.Note(hosts.Others == "refuse" ? "All other hosts are refused." : "All other hosts are tunnelled untouched.");
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await call.Client.Proxy.AuthoritiesAsync(cancellationToken),
        ("ID", item => item.Id.ToString("D")),
        ("STATE", item => item.State),
        ("SHA-256", item => item.Fingerprint),
        ("CREATED", item => Shown.Time(item.CreatedAt)),
        ("VALID UNTIL", item => Shown.Time(item.NotAfter)));

    private static async Task ExportAsync(CliCall call, CancellationToken cancellationToken)
    {
        var trusted = (await call.Client.Proxy.AuthoritiesAsync(cancellationToken)).Where(item => item.State != "retired").OrderBy(item => item.State, StringComparer.Ordinal).ToArray();
        if (trusted.Length == 0)
        {
            throw new CliException(ExitCodes.NotFound, "There is no certificate authority yet.", "A node makes it when it is started with --proxy-listen.");
        }

        var text = string.Concat(trusted.Select(item => item.Certificate));
        if (call.Get(Output) is { Length: > 0 } path)
        {
            await File.WriteAllTextAsync(path, text, cancellationToken);
            call.Printer.Line($"{trusted.Length} certificate(s) written to {path}.", new { file = path, certificates = trusted });
        }
        else if (call.Printer.IsJson)
        {
            call.Printer.Json(trusted);
        }
        else
        {
            await call.Environment.Out.WriteAsync(text);
        }
    }

    private static async Task<int> RotateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var immediately = call.Get(Immediately);
        var made = await call.Client.Proxy.RotateAsync(new ProxyRotation(immediately), ChangeInput.Read(call), cancellationToken);
        var code = ChangeInput.Tell(call, made, $"Authority {made.Value!.Id:D} is {made.Value.State}");
        call.Printer.Note(made.Value.State == "next"
            ? "Give clients the new 'switchyard proxy ca export', which has both, and then run 'switchyard proxy ca activate'."
            : "Give clients the new 'switchyard proxy ca export'; until then they refuse what the proxy decrypts.");
        return code;
    }

    private static async Task<int> ActivateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var active = await call.Client.Proxy.ActivateAsync(ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, active, $"Authority {active.Value!.Id:D} is active");
    }

    private static async Task<int> AbandonAsync(CliCall call, CancellationToken cancellationToken) =>
        ChangeInput.Tell(call, await call.Client.Proxy.AbandonAsync(ChangeInput.Read(call), cancellationToken), "The next authority was given up");
}
