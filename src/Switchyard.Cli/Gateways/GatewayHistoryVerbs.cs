using System.CommandLine;
using Switchyard.Admin.Client.Gateways;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Gateways;

/// <summary><c>switchyard gateways events</c> and <c>connections</c></summary>
internal static class GatewayHistoryVerbs
{
    private const int DefaultLimit = 50;

    private static readonly Argument<string> Gateway = new("gateway") { Description = "Id or name of the gateway." };
    private static readonly Option<string?> State = new("--state") { Description = "Only pending, acked or rejected events." };
    private static readonly Option<DateTimeOffset?> Since = new("--since") { Description = "Only events made at this time or later.", CustomParser = TimeInput.Instant };
    private static readonly Option<DateTimeOffset?> Until = new("--until") { Description = "Only events made before this time.", CustomParser = TimeInput.Instant };
    private static readonly Option<int?> Limit = new("--limit") { Description = $"How many are shown, newest first; {DefaultLimit} by default, at most 1000.", CustomParser = NumberInput.OptionalWhole<int> };

    public static Command Events(CliVerb verb) =>
        verb.Create("events", "Lists the newest events and what became of them at each instance.", [Gateway, State, Since, Until, Limit], EventsAsync);

    public static Command Connections(CliVerb verb) =>
        verb.Create("connections", "Lists the newest connections, open and past.", [Gateway, Limit], ConnectionsAsync);

    private static async Task EventsAsync(CliCall call, CancellationToken cancellationToken)
    {
        var query = new GatewayEventQuery { State = call.Get(State), Since = call.Get(Since), Until = call.Get(Until), Limit = call.Get(Limit) ?? DefaultLimit };
        var page = await call.Client.Gateways.EventsAsync(call.Get(Gateway), query, cancellationToken);
        call.Printer.Table(
            page.Items,
            ("SEQ", item => item.Seq.ToString()),
            ("STATE", item => item.State),
            ("EVENT", item => item.Event),
            ("ACTION", item => item.Action),
            ("ENTITY", item => item.EntityId),
            ("AT", item => Shown.Time(item.OriginatedAt)),
            ("INSTANCES", item => string.Join(", ", item.Deliveries.Select(Told))));
    }

    private static async Task ConnectionsAsync(CliCall call, CancellationToken cancellationToken)
    {
        var page = await call.Client.Gateways.ConnectionsAsync(call.Get(Gateway), call.Get(Limit) ?? DefaultLimit, null, cancellationToken);
        call.Printer.Table(
            page.Items,
            ("INSTANCE", item => item.InstanceId),
            ("NODE", item => item.Node),
            ("ADDRESS", item => item.Address),
            ("CONNECTED", item => Shown.Time(item.ConnectedAt)),
            ("ENDED", item => item.Live ? "live" : $"{Shown.Time(item.EndedAt)} {item.EndReason}"),
            ("SENT", item => item.Sent.ToString()),
            ("ACKED", item => item.Acked.ToString()),
            ("PENDING", item => item.Pending?.ToString()),
            ("REPLAYED", item => item.Replayed.ToString()),
            ("REJECTED", item => item.Rejected.ToString()),
            ("LAST ERROR", item => item.LastError ?? ""));
    }

    private static string Told(GatewayDelivery delivery) =>
        $"{delivery.InstanceId} {delivery.State}{(delivery is { SentAt: { } sent, AnsweredAt: { } answered } ? $" in {(answered - sent).TotalMilliseconds:0} ms" : "")}"
        + (delivery.Error is null ? "" : $" ({delivery.Error})");
}
