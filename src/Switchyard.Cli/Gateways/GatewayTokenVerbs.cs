using System.CommandLine;
using Switchyard.Admin.Client.GatewayTokens;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Gateways;

/// <summary><c>switchyard gateways tokens …</c></summary>
internal static class GatewayTokenVerbs
{
    private static readonly Argument<string> Gateway = new("gateway") { Description = "Id or name of the gateway." };
    private static readonly Argument<Guid> Id = new("id") { Description = "Id of the token.", CustomParser = IdInput.Read };
    private static readonly Option<DateTimeOffset?> Expires = new("--expires") { Description = "When it ends: a time, or a duration from now like 720h.", CustomParser = TimeInput.Instant };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "tokens",
        "Manages the tokens by which the instances of a gateway connect. Two may be active, so that one can be replaced while it is in use.",
        verb.Create("list", "Lists the tokens of a gateway.", [Gateway], ListAsync),
        verb.Create("create", "Issues a token and prints it, once.", ChangeInput.Options(Gateway, Expires), CreateAsync),
        verb.Create("revoke", "Revokes a token for ever and closes its connections.", ChangeInput.Options(Gateway, Id), RevokeAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await call.Client.GatewayTokens.ListAsync(call.Get(Gateway), cancellationToken),
        ("ID", token => token.Id.ToString("D")),
        ("TOKEN", token => token.Masked),
        ("CREATED", token => Shown.Time(token.CreatedAt)),
        ("EXPIRES", token => Shown.Time(token.ExpiresAt)),
        ("LAST USED", token => Shown.Time(token.LastUsedAt)));

    private static async Task<int> CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var created = await call.Client.GatewayTokens.CreateAsync(call.Get(Gateway), new NewGatewayToken(call.Get(Expires)), ChangeInput.Read(call), cancellationToken);
        if (created.Diff is not null || call.Printer.IsJson)
        {
            return ChangeInput.Tell(call, created, "Token issued");
        }

        // The token alone goes to standard output, so that it can be piped on.
        call.Printer.Note($"Token of {call.Get(Gateway)} issued with id {created.Value!.Id:D} (revision {created.Revision}). It is shown this once:");
        await call.Environment.Out.WriteLineAsync(created.Value.Secret);
        return ChangeInput.TellRollout(call, created);
    }

    private static async Task<int> RevokeAsync(CliCall call, CancellationToken cancellationToken)
    {
        var revoked = await call.Client.GatewayTokens.RevokeAsync(call.Get(Gateway), call.Get(Id), ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, revoked, $"Token {call.Get(Id):D} revoked");
    }
}
