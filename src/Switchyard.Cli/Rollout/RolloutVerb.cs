using System.CommandLine;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Rollout;

/// <summary><c>switchyard rollout</c></summary>
internal static class RolloutVerb
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);
    private static readonly Option<long?> Revision = new("--revision") { Description = "Revision to ask about; the newest by default.", CustomParser = NumberInput.OptionalWhole<long> };

    private static readonly Option<TimeSpan?> Wait = new("--wait")
    {
        Description = "Waits for every live node and connected gateway to apply it, 30s or as long as said.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? DefaultWait : TimeInput.Duration(result),
    };

    public static Command Create(CliVerb verb) => verb.Create(
        "rollout",
        "Shows how far a revision has come. Ends with 0 only if every live node and connected gateway has applied it, 1 if one rejected it, 2 if the time is over.",
        [Revision, Wait],
        RunAsync);

    private static async Task<int> RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var wait = call.Get(Wait);
        ChangeInput.SayWaiting(call, wait);
        var rollout = await call.Client.Rollout.GetAsync(call.Get(Revision), wait, cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(rollout);
        }
        else
        {
            call.Printer.Note($"Revision {rollout.Revision}: {(rollout.Complete ? "applied by every live node and connected gateway" : "not applied everywhere")}.");
            call.Printer.Table(
                RolloutPart.Of(rollout),
                ("KIND", part => part.Kind),
                ("NAME", part => part.Name),
                ("STATE", part => part.State),
                ("REVISION", part => part.Revision.ToString()),
                ("SEEN", part => Shown.Time(part.SeenAt)),
                ("REASON", part => part.Reason ?? ""));
        }

        return RolloutPart.ExitCodeOf(rollout);
    }
}
