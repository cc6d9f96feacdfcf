using System.CommandLine;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Terminal;
using static Switchyard.Cli.Bundles.BundleSymbols;

namespace Switchyard.Cli.Bundles;

/// <summary><c>switchyard bundles sign-in</c>, <c>sign-out</c> and <c>sign-ins</c>.</summary>
internal static class SignInVerbs
{
    private static readonly Option<string?> User = new("--user") { Description = "Id or name of the user, of a bundle that each user signs in to." };

    public static Command In(CliVerb verb) => verb.Create("sign-in", "Begins a sign-in to a remote bundle and prints where to go with a browser.", [Named, Workspace, User], InAsync);

    public static Command Out(CliVerb verb) => verb.Create("sign-out", "Forgets a sign-in; what runs by it ends.", [Named, Workspace, User], OutAsync);

    public static Command List(CliVerb verb) => verb.Create("sign-ins", "Lists who is signed in to a bundle.", [Named, Workspace], ListAsync);

    private static async Task InAsync(CliCall call, CancellationToken cancellationToken)
    {
        var start = await call.Client.Bundles.SignInAsync(call.Get(Workspace)!, call.Get(Named), call.Get(User), cancellationToken);
        call.Printer.Line(start.AuthorizationUrl, start);
        if (!call.Printer.IsJson)
        {
            call.Printer.Note($"Open it in a browser until {Shown.Time(start.ExpiresAt)}. Whoever opens it signs in for everybody who is to use that sign-in, so give it to nobody else.");
        }
    }

    private static async Task OutAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Client.Bundles.SignOutAsync(call.Get(Workspace)!, call.Get(Named), call.Get(User), cancellationToken);
        call.Printer.Line($"The sign-in to {call.Get(Named)} is forgotten.", new { bundle = call.Get(Named), user = call.Get(User), forgotten = true });
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => call.Printer.Table(
        await call.Client.Bundles.SignInsAsync(call.Get(Workspace)!, call.Get(Named), cancellationToken),
        ("USER", entry => entry.User ?? entry.UserId?.ToString("D") ?? "(workspace)"),
        ("STATE", entry => entry.State),
        ("REASON", entry => entry.Reason),
        ("AUTHORIZATION SERVER", entry => entry.Issuer),
        ("UNTIL", entry => Shown.Time(entry.ExpiresAt)),
        ("SINCE", entry => Shown.Time(entry.UpdatedAt)));
}
