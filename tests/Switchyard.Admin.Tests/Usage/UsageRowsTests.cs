using System.Net;
using Shouldly;
using Switchyard.Admin.Client.Interceptions;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Tails;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Admin.Tests.Usage;

public sealed class UsageRowsTests
{
    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task Rows_are_read_once_each_in_pages_and_a_reader_goes_on_where_it_stopped()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        var rows = Enumerable.Range(0, 5).Select(_ => recorded.Row()).ToArray();
        foreach (var row in rows)
        {
            await recorded.AddAsync(row);
        }

        var found = new List<Interception>();
        var page = await plane.Client.UsageRows.ReadAsync(new TailQuery { Limit = 2 }, Patience.Token);
        for (; page.Items.Count > 0; page = await plane.Client.UsageRows.ReadAsync(new TailQuery { Limit = 2, After = page.Next }, Patience.Token))
        {
            found.AddRange(page.Items);
        }

        found.Select(row => row.Id).ShouldBe(rows.Select(row => row.Id));
        found[0].InputTokens.ShouldBe(10);
        var later = recorded.Row();
        await recorded.AddAsync(later);
        (await plane.Client.UsageRows.ReadAsync(new TailQuery { After = page.Next }, Patience.Token)).Items.Select(row => row.Id).ShouldBe([later.Id]);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task A_reader_that_waits_from_now_on_gets_the_next_row_and_nothing_that_was_there()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        await recorded.AddAsync(recorded.Row());
        var here = await plane.Client.UsageRows.ReadAsync(new TailQuery { After = TailQuery.Now }, Patience.Token);
        here.Items.ShouldBeEmpty();

        var waiting = plane.Client.UsageRows.ReadAsync(new TailQuery { After = here.Next, Wait = TimeSpan.FromSeconds(60) }, Patience.Token);
        var row = recorded.Row();
        await recorded.AddAsync(row);

        (await waiting).Items.Select(item => item.Id).ShouldBe([row.Id]);
    }

    [Fact]
    public async Task A_wait_ends_with_its_time_and_the_same_place()
    {
        var time = new FakeTime();
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = time });
        var waiting = plane.Client.UsageRows.ReadAsync(new TailQuery { Wait = TimeSpan.FromMilliseconds(1_500) }, Patience.Token);
        await time.WhenArmedAsync(LongPoll.Every).WaitAsync(Patience.Token);
        time.Advance(LongPoll.Every);
        await time.WhenArmedAsync(LongPoll.Every / 2).WaitAsync(Patience.Token);
        waiting.IsCompleted.ShouldBeFalse();
        time.Advance(LongPoll.Every / 2);

        var page = await waiting;
        page.Items.ShouldBeEmpty();
        (await plane.Client.UsageRows.ReadAsync(new TailQuery { After = page.Next }, Patience.Token)).Next.ShouldBe(page.Next);
    }

    [Fact]
    public async Task As_csv_a_page_says_where_to_go_on()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        var first = recorded.Row(model: "=cmd()");
        await recorded.AddAsync(first);
        await recorded.AddAsync(recorded.Row(session: "two\nlines, \"quoted\""));

        var page = await plane.Client.UsageRows.ReadCsvAsync(new TailQuery { Limit = 1 }, Patience.Token);

        page.Header.ShouldStartWith("id,status,startedAt,endedAt,userId,user,");
        page.Lines.ShouldHaveSingleItem().ShouldStartWith($"{first.Id},completed,2026-11-20T10:00:00.000Z,2026-11-20T10:00:02.000Z,{Recorded.User},,{Recorded.User},openai,'=cmd(),,messages,codex,,node-a,3,200,,false,false,10,5,0,0,0,0,0.0025");
        var next = await plane.Client.UsageRows.ReadCsvAsync(new TailQuery { After = page.Next }, Patience.Token);
        next.Lines.ShouldHaveSingleItem().ShouldContain("\"two\nlines, \"\"quoted\"\"\"");
        (await plane.Client.UsageRows.ReadCsvAsync(new TailQuery { After = next.Next }, Patience.Token)).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused_by_name_and_one_of_another_epoch_is_gone()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        await recorded.AddAsync(recorded.Row());
        var audit = await plane.Client.Audit.RowsAsync(new TailQuery { After = TailQuery.Now }, Patience.Token);
        (await plane.Http.SendAsync("GET", $"/api/v1/usage/rows?after={audit.Next}")).Fields.ShouldBe(["after"]);
        (await plane.Http.SendAsync("GET", "/api/v1/usage/rows?after=x&wait=61s&limit=0")).Fields.ShouldBe(["limit", "wait", "after"]);

        var page = await plane.Client.UsageRows.ReadAsync(null, Patience.Token);
        await plane.Database.WriteAsync((session, token) => EpochTable.RenewAsync(session, Recorded.Start, token), Patience.Token);

        foreach (var read in new Func<Task>[]
        {
            () => plane.Client.UsageRows.ReadAsync(new TailQuery { After = page.Next }, Patience.Token),
            () => plane.Client.Audit.RowsAsync(new TailQuery { After = audit.Next }, Patience.Token),
        })
        {
            var refusal = await Should.ThrowAsync<SwitchyardApiException>(read);
            (refusal.Status, refusal.Code).ShouldBe(((int)HttpStatusCode.Gone, "cursor_gone"));
        }
    }

    [Fact]
    public async Task A_cursor_beyond_the_end_of_a_database_that_has_lost_rows_is_gone()
    {
        await using var plane = await ControlPlane.StartAsync();
        var recorded = new Recorded(plane);
        await recorded.AddAsync(recorded.Row(), recorded.Row());
        var page = await plane.Client.UsageRows.ReadAsync(null, Patience.Token);
        await plane.Database.WriteAsync((session, token) => session.ExecuteAsync("update usage_tail set last = 0", null, token), Patience.Token);

        (await Should.ThrowAsync<SwitchyardApiException>(() => plane.Client.UsageRows.ReadAsync(new TailQuery { After = page.Next }, Patience.Token))).Code.ShouldBe("cursor_gone");
    }
}
