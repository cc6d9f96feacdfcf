using System.Globalization;
using Switchyard.Storage.Gateways;

namespace Switchyard.Storage.Compliance;

/// <summary>Cursors of instances: what an answer changes, and what a late one does not.</summary>
public abstract class GatewayInstanceCompliance : GatewayRows
{
    private static readonly Guid Later = new("01900000-0000-7000-8000-00000000e002");

    private GatewayRow _gateway = null!;

    [Fact]
    public async Task A_known_instance_keeps_its_cursor_when_it_connects_again()
    {
        await StartAsync();
        await AckAsync(Ack(7));
        await RejectAsync(Refusal(8));
        await WantAsync("history");
        var again = Instance(_gateway, boot: "b2") with { FormerBootsJson = """["b1"]""", ProductVersion = "0.2.0", LastSeenAt = Now.AddDays(1), FirstSeenAt = Now.AddDays(1), AckedSeq = 99, Epoch = Later };

        await ConnectAsync(again);

        var row = await RowAsync();
        (row.BootId, row.FormerBootsJson, row.ProductVersion, row.LastSeenAt, row.FirstSeenAt).ShouldBe(("b2", """["b1"]""", "0.2.0", Now.AddDays(1), Now));
        (row.AckedSeq, row.Epoch, row.RejectedSeq, row.Reason, row.SnapshotReason).ShouldBe((7, Epoch, 8, "no 8", "history"));
    }

    [Fact]
    [Trait("criterion", "HUB-54")]
    public async Task An_acknowledgement_moves_the_cursor()
    {
        await StartAsync();
        await AckAsync(Ack(7) with { AckedHash = "h7", Revision = 70 });

        var row = await RowAsync();
        (row.AckedSeq, row.AckedHash, row.AckedAt, row.Revision, row.LastSeenAt).ShouldBe((7, "h7", Now.AddSeconds(7), 70, Now.AddSeconds(7)));
        (await RowAsync("other")).AckedSeq.ShouldBe(0);
    }

    [Theory]
    [Trait("criterion", "HUB-54")]
    [Trait("criterion", "HUB-57")]
    [InlineData(6, "b1")]
    [InlineData(0, "b1")]
    [InlineData(8, "b0")]
    [InlineData(8, "b2")]
    public async Task An_older_acknowledgement_or_one_of_another_boot_changes_nothing(long seq, string boot)
    {
        await StartAsync();
        await AckAsync(Ack(7) with { AckedHash = "h7" });
        var before = await RowAsync();

        await AckAsync(Ack(seq) with { AckedHash = "late", BootId = boot, LastSeenAt = Now.AddDays(1) });

        (await RowAsync()).ShouldBe(before);
    }

    [Fact]
    [Trait("criterion", "HUB-54")]
    public async Task A_repeated_acknowledgement_leaves_the_cursor_and_the_highest_stays()
    {
        await StartAsync();
        foreach (var seq in new[] { 7, 7, 9, 8, 5 })
        {
            await AckAsync(Ack(seq));
        }

        (await RowAsync()).AckedSeq.ShouldBe(9);
    }

    [Fact]
    [Trait("criterion", "HUB-26")]
    public async Task In_another_epoch_a_lower_sequence_number_is_no_older_one()
    {
        await StartAsync();
        await AckAsync(Ack(100));
        await RejectAsync(Refusal(101));

        await AckAsync(Ack(3) with { Epoch = Later });

        var row = await RowAsync();
        (row.Epoch, row.AckedSeq, row.RejectedSeq, row.Reason).ShouldBe((Later, 3, null, null));
    }

    [Fact]
    [Trait("criterion", "HUB-26")]
    [Trait("criterion", "HUB-56")]
    public async Task A_refusal_of_another_epoch_is_seen_though_an_old_one_has_a_higher_number()
    {
        await StartAsync();
        await AckAsync(Ack(100));
        await RejectAsync(Refusal(101));

        await RejectAsync(Refusal(3) with { Epoch = Later });

        var row = await RowAsync();
        (row.RejectedSeq, row.Reason, row.AckedSeq).ShouldBe((3, "no 3", 100));
    }

    [Theory]
    [Trait("criterion", "HUB-56")]
    [InlineData(6, 7, "no 7")]
    [InlineData(7, null, null)]
    [InlineData(8, null, null)]
    public async Task An_acknowledgement_clears_the_refusal_that_it_gets_over(long acked, int? rejected, string? reason)
    {
        await StartAsync();
        await AckAsync(Ack(5));
        await RejectAsync(Refusal(7));

        await AckAsync(Ack(acked));

        var row = await RowAsync();
        (row.RejectedSeq, row.Reason).ShouldBe((rejected, reason));
    }

    [Theory]
    [Trait("criterion", "HUB-57")]
    [InlineData(5, "b1", null)]
    [InlineData(4, "b1", null)]
    [InlineData(6, "b1", 6)]
    [InlineData(6, "b0", null)]
    public async Task A_refusal_of_what_is_acknowledged_or_of_another_boot_changes_nothing(long seq, string boot, int? rejected)
    {
        await StartAsync();
        await AckAsync(Ack(5));

        await RejectAsync(Refusal(seq) with { BootId = boot });

        (await RowAsync()).RejectedSeq.ShouldBe(rejected);
    }

    [Fact]
    [Trait("criterion", "HUB-57")]
    public async Task A_refusal_never_takes_the_place_of_a_newer_one()
    {
        await StartAsync();
        await RejectAsync(Refusal(8));
        await RejectAsync(Refusal(7));
        (await RowAsync()).Reason.ShouldBe("no 8");

        await RejectAsync(Refusal(8) with { Reason = "still not" });
        (await RowAsync()).Reason.ShouldBe("still not");
        await RejectAsync(Refusal(9));
        (await RowAsync()).RejectedSeq.ShouldBe(9);
    }

    /// <summary>The two are written by different batches, in any order.</summary>
    [Theory]
    [Trait("criterion", "HUB-57")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_order_in_which_answers_are_written_does_not_matter(bool ackFirst)
    {
        await StartAsync();
        foreach (var ack in ackFirst ? (bool[])[true, false] : [false, true])
        {
            await (ack ? AckAsync(Ack(9)) : RejectAsync(Refusal(8)));
        }

        var row = await RowAsync();
        (row.AckedSeq, row.RejectedSeq, row.Reason).ShouldBe((9, null, null));
    }

    [Fact]
    [Trait("criterion", "HUB-36")]
    public async Task A_wish_for_a_snapshot_stays_until_something_is_acknowledged()
    {
        await StartAsync();
        await AckAsync(Ack(5));
        await WantAsync("history");
        await AckAsync(Ack(4));
        (await RowAsync()).SnapshotReason.ShouldBe("history");

        await AckAsync(Ack(6));
        (await RowAsync()).SnapshotReason.ShouldBeNull();
    }

    [Fact]
    public async Task A_report_is_of_the_present_boot()
    {
        await StartAsync();
        await WriteAsync((session, token) => GatewayInstanceTable.ReportAsync(session, [Report("b1", """{"x":1}"""), Report("b0", """{"x":2}""")], token));

        var row = await RowAsync();
        (row.ReportJson, row.LastSeenAt).ShouldBe(("""{"x":1}""", Now.AddMinutes(1)));

        GatewayInstanceRow Report(string boot, string json) => Instance(_gateway, boot: boot) with { ReportJson = json, LastSeenAt = Now.AddMinutes(1) };
    }

    [Fact]
    public async Task Instances_are_listed_of_one_gateway_and_of_all()
    {
        await StartAsync();
        var other = await GatewayAsync("z");
        await ConnectAsync(Instance(other, "i0"));

        (await ReadAsync((session, token) => GatewayInstanceTable.ListAsync(session, _gateway.Id, token))).Select(row => row.InstanceId).ShouldBe(["i1", "other"]);
        (await ReadAsync(GatewayInstanceTable.ListAsync)).Select(row => row.InstanceId).ShouldBe(["i1", "other", "i0"]);
        (await InstanceAsync(other)).ShouldBeNull();
    }

    [Fact]
    public async Task An_instance_away_for_long_is_forgotten_unless_it_is_connected()
    {
        await StartAsync();
        var token = await TokenAsync(_gateway);
        var connection = await OpenAsync(_gateway, token, NewId());

        (await ForgetAsync(Now)).ShouldBe(0);
        (await ForgetAsync(Now.AddMilliseconds(1))).ShouldBe(1);
        (await InstanceAsync(_gateway, "other")).ShouldBeNull();

        await WriteAsync((session, cancellation) => GatewayConnectionTable.EndAsync(session, connection.Id, "closed", cancellation));
        (await ForgetAsync(Now.AddMilliseconds(1))).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "HUB-69")]
    public async Task Deliveries_are_one_for_each_answer_and_go_in_batches()
    {
        await StartAsync();
        var first = Delivery("i1", 3) with { State = "rejected", Error = "no" };
        await UpsertAsync(first, Delivery("other", 3), Delivery("i1", 5));
        await UpsertAsync(Delivery("i1", 3) with { AnsweredAt = Now.AddHours(2) });

        var listed = await ReadAsync((session, token) => GatewayDeliveryTable.ListAsync(session, _gateway.Id, 3, 4, token));
        listed.ShouldBe([Delivery("i1", 3) with { AnsweredAt = Now.AddHours(2), ConnectionId = listed[0].ConnectionId }, Delivery("other", 3) with { ConnectionId = listed[1].ConnectionId }]);

        (await ForgetDeliveriesAsync(Now.AddHours(1), 1)).ShouldBe(1);
        (await ForgetDeliveriesAsync(Now.AddHours(1), 9)).ShouldBe(1);
        (await ForgetDeliveriesAsync(Now.AddHours(1), 9)).ShouldBe(0);
        await Should.ThrowAsync<Exception>(() => UpsertAsync(Delivery("i1", 9) with { State = "guessed" }));
    }

    [Fact]
    [Trait("criterion", "HUB-69")]
    public async Task Answers_of_a_thousand_instances_are_taken_down_at_once_each_with_its_own()
    {
        await StartAsync();
        string[] ids = [.. Enumerable.Range(0, 1_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"n{number:0000}"))];
        await WriteAsync(async (session, token) =>
        {
            foreach (var id in ids)
            {
                await GatewayInstanceTable.ConnectAsync(session, Instance(_gateway, id), token);
            }
        });
        await RejectAsync([.. ids.Select((id, seq) => Instance(_gateway, id) with { RejectedSeq = seq + 1, Reason = id })]);

        // Every third is of another boot, and one is nobody's.
        GatewayInstanceRow[] acks = [.. ids.Select((id, seq) => Instance(_gateway, id, boot: seq % 3 == 0 ? "b0" : "b1") with { AckedSeq = seq + 1, AckedHash = id, AckedAt = Now, Revision = seq }), Instance(_gateway, "nobody")];
        GatewayDeliveryRow[] deliveries = [.. ids.Select((id, seq) => Delivery(id, seq + 1) with { Error = id }), Delivery("nobody", 1)];
        await WriteAsync(async (session, token) =>
        {
            await GatewayInstanceTable.LockAsync(session, acks, token);
            await GatewayDeliveryTable.UpsertAsync(session, deliveries, token);
            await GatewayInstanceTable.AckAsync(session, acks, token);
        });

        var rows = (await ReadAsync((session, token) => GatewayInstanceTable.ListAsync(session, _gateway.Id, token))).Where(row => row.InstanceId.StartsWith('n')).ToList();
        rows.Select(row => row.InstanceId).ShouldBe(ids);
        foreach (var (seq, row) in rows.Index())
        {
            (row.AckedSeq, row.AckedHash, row.Reason, row.RejectedSeq).ShouldBe(seq % 3 == 0 ? (0L, null, ids[seq], seq + 1L) : (seq + 1L, ids[seq], null, null));
        }

        (await ReadAsync((session, token) => GatewayDeliveryTable.ListAsync(session, _gateway.Id, 1, 1_000, token))).Select(row => (row.Seq, row.InstanceId, row.Error))
            .ShouldBe(ids.Select((id, seq) => (seq + 1L, id, (string?)id)));
    }

    private async Task StartAsync()
    {
        _gateway = await GatewayAsync("a");
        await ConnectAsync(Instance(_gateway));
        await ConnectAsync(Instance(_gateway, "other"));
    }

    private GatewayInstanceRow Ack(long seq) => Instance(_gateway) with { AckedSeq = seq, AckedAt = Now.AddSeconds(seq), LastSeenAt = Now.AddSeconds(seq), Revision = seq };

    private GatewayInstanceRow Refusal(long seq) => Instance(_gateway) with { RejectedSeq = seq, Reason = $"no {seq}", LastSeenAt = Now.AddSeconds(seq) };

    private GatewayDeliveryRow Delivery(string instance, long seq) =>
        new() { GatewayId = _gateway.Id, InstanceId = instance, Seq = seq, ConnectionId = NewId(), State = "acked", SentAt = Now, AnsweredAt = Now };

    private async Task<GatewayInstanceRow> RowAsync(string id = "i1") => (await InstanceAsync(_gateway, id)).ShouldNotBeNull();

    private Task AckAsync(params GatewayInstanceRow[] rows) => WriteAsync((session, token) => GatewayInstanceTable.AckAsync(session, rows, token));

    private Task RejectAsync(params GatewayInstanceRow[] rows) => WriteAsync((session, token) => GatewayInstanceTable.RejectAsync(session, rows, token));

    private Task WantAsync(string reason) => WriteAsync((session, token) => GatewayInstanceTable.WantSnapshotAsync(session, _gateway.Id, "i1", reason, token));

    private Task UpsertAsync(params GatewayDeliveryRow[] rows) => WriteAsync((session, token) => GatewayDeliveryTable.UpsertAsync(session, rows, token));

    private Task<int> ForgetAsync(DateTimeOffset before) => WriteAsync((session, token) => GatewayInstanceTable.ForgetAsync(session, before, token));

    private Task<int> ForgetDeliveriesAsync(DateTimeOffset before, int limit) => WriteAsync((session, token) => GatewayDeliveryTable.ForgetAsync(session, before, limit, token));
}
