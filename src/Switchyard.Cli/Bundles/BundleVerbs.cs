using System.CommandLine;
using Switchyard.Admin.Client.Bundles;
using Switchyard.Admin.Client.Changes;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;
using static Switchyard.Cli.Bundles.BundleSymbols;

namespace Switchyard.Cli.Bundles;

/// <summary><c>switchyard bundles …</c></summary>
internal static class BundleVerbs
{
    private static readonly Argument<string> NewName = new("name") { Description = "Name of the new bundle: lower-case letters, digits and single hyphens, at most 63 characters. It never changes." };
    private static readonly Option<bool> Purge = new("--purge") { Description = "Takes its data directories along." };

    public static System.CommandLine.Command Create(CliVerb verb) => CliVerb.Group(
        "bundles",
        "Manages the MCP servers of workspaces.",
        verb.Create("list", "Lists the bundles of a workspace and how they fare.", [Workspace], ListAsync),
        verb.Create("show", "Shows a bundle.", [Named, Workspace], ShowAsync),
        verb.Create("add", "Defines a bundle.", BundleInput.Options(NewName, Workspace), AddAsync),
        verb.Create("update", "Changes the definition of a bundle.", BundleInput.Options(Named, Workspace), UpdateAsync),
        verb.Create("remove", "Removes a bundle and erases its credentials.", ChangeInput.Options(Named, Workspace, Purge), RemoveAsync),
        verb.Create("start", "Starts a bundle; one that runs stays as it is.", ChangeInput.Options(Named, Workspace), (call, ct) => OperateAsync(call, call.Client.Bundles.StartAsync, "started", ct)),
        verb.Create("stop", "Stops a bundle until it is started.", ChangeInput.Options(Named, Workspace), (call, ct) => OperateAsync(call, call.Client.Bundles.StopAsync, "stopped", ct)),
        verb.Create(
            "respawn", "Replaces what runs by a new one; if that fails the old one keeps serving.", ChangeInput.Options(Named, Workspace), (call, ct) => OperateAsync(call, call.Client.Bundles.RespawnAsync, "respawned", ct)),
        BundleReadVerbs.Tools(verb),
        BundleReadVerbs.Approve(verb),
        BundleReadVerbs.Logs(verb),
        BundleReadVerbs.History(verb),
        SignInVerbs.In(verb),
        SignInVerbs.Out(verb),
        SignInVerbs.List(verb),
        CredentialVerbs.Create(verb));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await Pages.AllAsync(cursor => call.Client.Bundles.ListAsync(call.Get(Workspace)!, 1000, cursor, cancellationToken)),
        ("BUNDLE", bundle => bundle.Name),
        ("TYPE", bundle => bundle.Type),
        ("STATE", bundle => bundle.State),
        ("REASON", bundle => bundle.Reason),
        ("GENERATION", bundle => bundle.Generation.ToString()),
        ("ORIGIN", bundle => bundle.DefinedIn ?? bundle.Origin),
        ("LAST ERROR", bundle => bundle.LastError));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        var bundle = await call.Client.Bundles.GetAsync(call.Get(Workspace)!, call.Get(Named), cancellationToken);
        call.Printer.Record(
            bundle,
            ("name", found => found.Name),
            ("workspace", found => found.Workspace),
            ("id", found => found.Id.ToString("D")),
            ("type", found => found.Type),
            ("command", found => found.Command is null ? null : string.Join(' ', [found.Command, .. found.Args.Select(Quoted)])),
            ("url", found => found.Url),
            ("archive", found => found.Manifest is { } manifest ? $"{manifest.Name} {manifest.Version}, {found.Archive}" : null),
            ("settings", found => found.Settings?.GetRawText()),
            ("credentials", found => found.Credentials.Count == 0 ? null : string.Join(", ", found.Credentials.Select(field => field.Name))),
            ("enabled", found => Shown.Flag(found.Enabled)),
            ("protected", found => Shown.Flag(found.Protected)),
            ("origin", found => found.DefinedIn ?? found.Origin),
            ("state", found => found.State),
            ("reason", found => found.Reason),
            ("since", found => Shown.Time(found.Since)),
            ("generation", found => found.Generation.ToString()),
            ("last error", found => found.LastError),
            ("authorisation", found => found.Auth),
            ("credentials run", Versions));
        if (!call.Printer.IsJson && bundle.Nodes.Count > 0)
        {
            call.Printer.Table(
                bundle.Nodes,
                ("NODE", node => node.Node),
                ("STATE", node => node.State),
                ("REASON", node => node.Reason),
                ("GENERATION", node => node.Generation.ToString()),
                ("SINCE", node => Shown.Time(node.Since)),
                ("CALLS", node => node.Calls.ToString()),
                ("TOOLS", node => node.Tools.ToString()),
                ("LAST ERROR", node => node.LastError));
        }
    }

    private static async Task<int> AddAsync(CliCall call, CancellationToken cancellationToken)
    {
        var name = call.Get(NewName);
        var added = await call.Client.Bundles.CreateAsync(call.Get(Workspace)!, await BundleInput.ReadAsync(call, name, cancellationToken), ChangeInput.Read(call), cancellationToken);
        var code = ChangeInput.Tell(call, added, $"Bundle {name} added to {call.Get(Workspace)}");
        if (added.Value is { LastError: { } error })
        {
            call.Printer.Note($"It is {added.Value.State}: {error}");
        }

        return code;
    }

    private static async Task<int> UpdateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var patch = await BundleInput.ReadAsync(call, null, cancellationToken);
        return patch.EnumerateObject().Any()
            ? ChangeInput.Tell(
                call, await call.Client.Bundles.UpdateAsync(call.Get(Workspace)!, call.Get(Named), patch, ChangeInput.Read(call), cancellationToken), $"Bundle {call.Get(Named)} updated")
            : throw new CliException(ExitCodes.Usage, "Nothing to change was given.", "Use --definition or the option of a field.");
    }

    private static async Task<int> RemoveAsync(CliCall call, CancellationToken cancellationToken) => ChangeInput.Tell(
        call, await call.Client.Bundles.DeleteAsync(call.Get(Workspace)!, call.Get(Named), call.Get(Purge), ChangeInput.Read(call), cancellationToken), $"Bundle {call.Get(Named)} removed");

    private static async Task<int> OperateAsync(
        CliCall call, Func<string, string, ChangeOptions?, CancellationToken, Task<Changed<BundleOutcome>>> operate, string done, CancellationToken cancellationToken)
    {
        var changed = await operate(call.Get(Workspace)!, call.Get(Named), ChangeInput.Read(call), cancellationToken);
        if (changed.Diff is not null || changed.Value is not { } outcome)
        {
            return ChangeInput.Tell(call, changed, $"Bundle {call.Get(Named)} {done}");
        }

        var name = call.Get(Named);
        call.Printer.Line(
            outcome.Ok switch
            {
                true => $"Bundle {name} {done}: {outcome.State}, generation {outcome.Generation} (revision {changed.Revision}).",
                false => $"Bundle {name} was not {done}: {outcome.Error} It is {outcome.State}, generation {outcome.Generation} (revision {changed.Revision}).",
                null => $"Bundle {name} is to be {done}; that was not waited for (revision {changed.Revision}).",
            },
            changed);
        return outcome.Ok switch { true => ExitCodes.Done, false => ExitCodes.Failed, null => ExitCodes.Usage };
    }

    private static string? Versions(Bundle bundle) => bundle.DesiredVersion == 0 ? null
        : bundle.RunningVersion == bundle.DesiredVersion ? $"version {bundle.DesiredVersion}"
        : $"version {bundle.RunningVersion?.ToString() ?? "none"}, stored is {bundle.DesiredVersion}";

    private static string Quoted(string argument) => argument.Length == 0 || argument.Any(char.IsWhiteSpace) ? $"'{argument}'" : argument;
}
