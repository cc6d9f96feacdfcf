using System.CommandLine;
using System.Globalization;
using Switchyard.Admin.Client.Builds;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Workspaces;

/// <summary><c>switchyard workspaces builds …</c></summary>
internal static class BuildVerbs
{
    private static readonly Argument<string> Workspace = new("workspace") { Description = "Id or name of the workspace." };
    private static readonly Argument<long> Number = new("number") { Description = "Number of the build.", CustomParser = NumberInput.Whole<long> };
    private static readonly Argument<string> State = new("state") { Description = "running, succeeded, failed or stopped." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "What is to be said about it." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "builds",
        "Manages the builds of a workspace. The newest that succeeded is the latest: its agents serve.",
        verb.Create("list", "Lists the builds of a workspace, newest first.", [Workspace], ListAsync),
        verb.Create("create", "Begins a build; it is pending.", ChangeInput.Options(Workspace), CreateAsync),
        verb.Create("set-state", "Brings a build into another state.", ChangeInput.Options(Workspace, Number, State, Reason), MoveAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await Pages.AllAsync(cursor => call.Client.Builds.ListAsync(call.Get(Workspace), 1000, cursor, cancellationToken)),
        ("BUILD", build => build.Number.ToString(CultureInfo.InvariantCulture)),
        ("STATE", build => build.State),
        ("LATEST", build => Shown.Flag(build.Latest)),
        ("ID", build => build.Id.ToString("D")),
        ("CREATED", build => Shown.Time(build.CreatedAt)),
        ("FINISHED", build => Shown.Time(build.FinishedAt)),
        ("REASON", build => build.Reason.Length == 0 ? null : build.Reason));

    private static async Task<int> CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var created = await call.Client.Builds.CreateAsync(call.Get(Workspace), ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, created, $"Build {created.Value?.Number} of {call.Get(Workspace)} begun, id {created.Value?.Id:D}");
    }

    private static async Task<int> MoveAsync(CliCall call, CancellationToken cancellationToken)
    {
        var moved = await call.Client.Builds.MoveAsync(call.Get(Workspace), call.Get(Number), new BuildChange(call.Get(State), call.Get(Reason)), ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, moved, $"Build {call.Get(Number)} of {call.Get(Workspace)} is {moved.Value?.State}{(moved.Value?.Latest is true ? ", the latest" : "")}");
    }
}
