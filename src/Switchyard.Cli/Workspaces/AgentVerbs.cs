using System.CommandLine;
using System.Globalization;
using Switchyard.Admin.Client.AgentTokens;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Workspaces;

/// <summary><c>switchyard workspaces agents</c> and <c>switchyard workspaces agent-tokens …</c></summary>
internal static class AgentVerbs
{
    private static readonly Argument<string> Workspace = new("workspace") { Description = "Id or name of the workspace." };
    private static readonly Argument<Guid> Id = new("id") { Description = "Id of the token.", CustomParser = IdInput.Read };
    private static readonly Option<bool> All = new("--all") { Description = "Retired agents too." };
    private static readonly Option<long?> Build = new("--build") { Description = "Number of the build whose agents may use it; the newest if left out.", CustomParser = NumberInput.OptionalWhole<long> };
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the agent that it is for; it is shown as connecting from now on." };
    private static readonly Option<DateTimeOffset?> Expires = new("--expires") { Description = "When it ends: a time, or a duration from now like 720h.", CustomParser = TimeInput.Instant };

    public static Command Agents(CliVerb verb) => verb.Create("agents", "Lists the agents of a workspace, newest first.", [Workspace, All], ListAsync);

    public static Command Tokens(CliVerb verb) => CliVerb.Group(
        "agent-tokens",
        "Manages the tokens by which agents register. A token is for the agents of one build.",
        verb.Create("list", "Lists the tokens of a workspace, newest first.", [Workspace], ListTokensAsync),
        verb.Create("create", "Issues a token and prints it, once.", ChangeInput.Options(Workspace, Build, Name, Expires), CreateAsync),
        verb.Create("revoke", "Revokes a token for ever and cuts the agents that came with it.", ChangeInput.Options(Workspace, Id), RevokeAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var agents = await Pages.AllAsync(cursor => call.Client.Agents.ListAsync(call.Get(Workspace), 1000, cursor, cancellationToken));
        call.Printer.Table(
            [.. agents.Where(agent => call.Get(All) || agent.RetiredAt is null)],
            ("AGENT", agent => agent.Name),
            ("STATUS", agent => agent.RetiredReason is null ? agent.Status : $"{agent.Status} ({agent.RetiredReason})"),
            ("START-UP", agent => agent.Startup),
            ("BUILD", agent => agent.Build.ToString(CultureInfo.InvariantCulture)),
            ("DEFAULT", agent => Shown.Flag(agent.Default)),
            ("ADDRESS", agent => agent.Address),
            ("SEEN", agent => Shown.Time(agent.LastSeenAt)),
            ("ID", agent => agent.Id.ToString("D")));
    }

    private static async Task ListTokensAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await Pages.AllAsync(cursor => call.Client.AgentTokens.ListAsync(call.Get(Workspace), 1000, cursor, cancellationToken)),
        ("ID", token => token.Id.ToString("D")),
        ("TOKEN", token => token.Masked),
        ("AGENT", token => token.Name),
        ("BUILD ID", token => token.BuildId.ToString("D")),
        ("CREATED", token => Shown.Time(token.CreatedAt)),
        ("EXPIRES", token => Shown.Time(token.ExpiresAt)),
        ("LAST USED", token => Shown.Time(token.LastUsedAt)));

    private static async Task<int> CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var workspace = call.Get(Workspace);
        var build = call.Get(Build) is { } number
            ? await call.Client.Builds.GetAsync(workspace, number, cancellationToken)
            : (await call.Client.Builds.ListAsync(workspace, 1, null, cancellationToken)).Items is [var newest]
            ? newest
            : throw new CliException(ExitCodes.NotFound, $"The workspace {workspace} has no build yet.", $"Begin one: switchyard workspaces builds create {workspace}");
        var created = await call.Client.AgentTokens.CreateAsync(workspace, new NewAgentToken(build.Id, call.Get(Name), call.Get(Expires)), ChangeInput.Read(call), cancellationToken);
        if (created.Diff is not null || call.Printer.IsJson)
        {
            return ChangeInput.Tell(call, created, "Token issued");
        }

        // The token alone goes to standard output, so that it can be piped on.
        call.Printer.Note($"Token for agents of build {build.Number} of {workspace} issued with id {created.Value!.Id:D}. It is shown this once:");
        await call.Environment.Out.WriteLineAsync(created.Value.Secret);
        return ExitCodes.Done;
    }

    private static async Task<int> RevokeAsync(CliCall call, CancellationToken cancellationToken)
    {
        var revoked = await call.Client.AgentTokens.RevokeAsync(call.Get(Workspace), call.Get(Id), ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, revoked, $"Token {call.Get(Id):D} revoked");
    }
}
