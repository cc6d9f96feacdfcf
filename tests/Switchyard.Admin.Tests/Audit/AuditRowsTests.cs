using Shouldly;
using Switchyard.Admin.Client.Audit;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Testing.Runs;

namespace Switchyard.Admin.Tests.Audit;

public sealed class AuditRowsTests
{
    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task Rows_are_read_oldest_first_once_each_and_a_reader_that_waits_gets_the_next()
    {
        await using var plane = await ControlPlane.StartAsync();
        foreach (var name in new[] { "ada", "bob", "cyd" })
        {
            await plane.Client.Users.CreateAsync(new NewUser(name), cancellationToken: Patience.Token);
        }

        var found = new List<AuditRecord>();
        var page = await plane.Client.Audit.RowsAsync(new TailQuery { Limit = 2 }, Patience.Token);
        for (; page.Items.Count > 0; page = await plane.Client.Audit.RowsAsync(new TailQuery { Limit = 2, After = page.Next }, Patience.Token))
        {
            found.AddRange(page.Items);
        }

        found.Select(row => row.Sequence).ShouldBe(Enumerable.Range(1, found.Count).Select(version => (long)version));
        found.Where(row => row.Action == "user.create").Select(row => row.EntityName).ShouldBe(["ada", "bob", "cyd"]);

        var waiting = plane.Client.Audit.RowsAsync(new TailQuery { After = page.Next, Wait = TimeSpan.FromSeconds(60) }, Patience.Token);
        var fromNow = await plane.Client.Audit.RowsAsync(new TailQuery { After = TailQuery.Now }, Patience.Token);
        fromNow.Next.ShouldBe(page.Next);
        await plane.Client.Users.CreateAsync(new NewUser("dan"), cancellationToken: Patience.Token);

        (await waiting).Items.ShouldHaveSingleItem().EntityName.ShouldBe("dan");
    }
}
