using System.CommandLine;
using Switchyard.Admin.Client.Canaries;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Configuration;

/// <summary><c>switchyard config canary …</c></summary>
internal static class CanaryVerbs
{
    private static readonly Argument<string[]> Documents = new("document") { Description = "NAME=FILE of each document to try; NAME= takes it away.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string[]> Node = new("--node") { Description = "Name of a node that tries it; may be given several times." };
    private static readonly Option<int?> Percent = new("--percent") { Description = "How many of the live nodes try it, 1 to 99; at least one does.", CustomParser = NumberInput.OptionalWhole<int> };
    private static readonly Option<string?> Window = new("--window") { Description = "How long the nodes are compared, for example 10m." };
    private static readonly Option<bool> Manual = new("--manual") { Description = "Does not promote it at the end of the window; somebody has to." };
    private static readonly Option<decimal?> ErrorRate = new("--error-rate") { Description = "By how much the share of failed requests may be higher, 0 to 1.", CustomParser = NumberInput.Decimal };
    private static readonly Option<decimal?> Latency = new("--latency") { Description = "How many times as long the first byte may take, 1 to 100.", CustomParser = NumberInput.Decimal };
    private static readonly Option<long?> MinRequests = new("--min-requests") { Description = "Requests before anything is compared.", CustomParser = NumberInput.OptionalWhole<long> };
    private static readonly Option<string?> Comment = new("--comment") { Description = "What to say about it in the history." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "canary",
        "Has some nodes try documents before all get them.",
        verb.Create("start", "Begins one. It is reverted by itself when it is worse, and promoted at the end of its window when it is not.", StartSymbols, StartAsync),
        verb.Create("status", "Shows the one that is on trial and how the nodes compare, or the one before.", [], StatusAsync),
        verb.Create("promote", "Writes its documents for all nodes.", ChangeInput.WaitOption(Comment), (call, cancellationToken) => EndAsync(call, promote: true, cancellationToken)),
        verb.Create("revert", "Takes it back.", ChangeInput.WaitOption(Comment), (call, cancellationToken) => EndAsync(call, promote: false, cancellationToken)));

    private static IReadOnlyList<Symbol> StartSymbols => ChangeInput.Options(Documents, Node, Percent, Window, Manual, ErrorRate, Latency, MinRequests, Comment);

    private static async Task<int> StartAsync(CliCall call, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, NewText?>(StringComparer.Ordinal);
        foreach (var document in call.Get(Documents))
        {
            var at = document.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new CliException(ExitCodes.Usage, $"'{document}' is not NAME=FILE.");
            }

            var file = document[(at + 1)..];
            texts[document[..at]] = file.Length == 0 ? null : new NewText(await ConfigVerbs.TextOfAsync(file, cancellationToken), ConfigFaults.IsJson(file) ? "json" : "yaml");
        }

        var canary = new NewCanary
        {
            Nodes = call.Get(Node) is { Length: > 0 } nodes ? nodes : null,
            Percent = call.Get(Percent),
            Window = call.Get(Window),
            Promote = call.Get(Manual) ? "manual" : null,
            Thresholds = new CanaryThresholds(call.Get(ErrorRate), call.Get(Latency), call.Get(MinRequests)),
        };
        return await ConfigFaults.TellAsync(call, null, async () =>
        {
            var begun = await call.Client.Canaries.ApplyAsync(new NewRevision(texts, canary), ChangeInput.Read(call) with { Comment = call.Get(Comment) }, cancellationToken);
            if (begun.Objects is not null)
            {
                ChangeTable.Print(call, begun.Objects);
                ChangeTable.Bound(call, begun.ETag);
                return ExitCodes.Done;
            }

            return ChangeInput.Tell(call, begun, $"The canary of {string.Join(", ", begun.Value?.Documents ?? [])} is on trial");
        });
    }

    private static async Task StatusAsync(CliCall call, CancellationToken cancellationToken)
    {
        var canary = await call.Client.Canaries.GetAsync(cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(canary);
            return;
        }

        call.Printer.Note($"Canary of revision {canary.Revision} by {canary.Author}, begun {Shown.Time(canary.StartedAt)}, compared for {canary.Window}, promotion {canary.Promote}: {canary.State}.");
        if (canary.EndedBy is not null)
        {
            call.Printer.Note($"Ended by {canary.EndedBy} as revision {canary.EndedRevision}: {canary.Reason}");
            return;
        }

        call.Printer.Note($"Documents: {string.Join(", ", canary.Documents)}. {canary.Comparison}");
        call.Printer.Table(
            canary.Nodes,
            ("NODE", node => node.Name),
            ("STATE", node => node.State),
            ("REQUESTS", node => $"{node.Requests}"),
            ("FAILED", node => $"{node.Failures}"),
            ("95% WITHIN", node => node.LatencyMilliseconds is { } latency ? $"{latency:F0} ms" : ""),
            ("FAULT", node => node.Fault ?? ""));
    }

    private static async Task<int> EndAsync(CliCall call, bool promote, CancellationToken cancellationToken)
    {
        var running = await call.Client.Canaries.GetAsync(cancellationToken);
        var options = ChangeInput.Read(call) with { Comment = call.Get(Comment) };
        var ended = promote
            ? await call.Client.Canaries.PromoteAsync(running.Revision, options, cancellationToken)
            : await call.Client.Canaries.RevertAsync(running.Revision, options, cancellationToken);
        return ChangeInput.Tell(call, ended, $"The canary of revision {running.Revision} is {ended.Value?.State}");
    }
}
