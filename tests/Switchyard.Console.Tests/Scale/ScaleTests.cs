using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Admin.Client;
using Switchyard.Bench.Pages;
using Switchyard.Console.Tests.Browsers;
using Switchyard.Console.Tests.Yards;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.Scale;

/// <summary>
/// What a page does does not grow with the yard. Times are measured by <c>./bench/run console</c>; here it is work: requests of a page, bytes of their answers, rows that are shown, and how the database finds them.
/// </summary>
public sealed class ScaleTests(TestYard yard)
{
    private const string Keys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    // Requests by the time a page is shown, with what it may have polled once or twice meanwhile on a slow machine. One request a row would be 50 and more.
    private const long MostRequests = 25;
    private const long MostBytes = 1_500_000;
    private const int MostRows = 110;

    private static readonly string[] Pages =
    [
        "/console", "/console/gateways", "/console/gateways/edge-0007", "/console/providers", "/console/providers/provider-0007", "/console/config", "/console/requests", "/console/sessions", "/console/usage", "/console/access",
    ];

    [Fact]
    public async Task What_a_page_does_does_not_grow_with_the_yard()
    {
        var data = Directory.CreateTempSubdirectory("switchyard-scale-");
        try
        {
            var file = Path.Combine(data.FullName, "switchyard.db");
            await using (var database = SqliteDatabase.Open(file, TimeProvider.System, NullLoggerFactory.Instance))
            {
                await database.MigrateAsync(Patience.Token);
                await new YardFill(1_000, 200, 6_000).RunAsync(database, new SecretSealer(SecretKeyRing.Parse(Keys)), TimeProvider.System.GetUtcNow(), Patience.Token);
                await FindsByIndexAsync(database);
            }

            await using var node = await NodeProcess.StartAsync(
                ["serve", "--database", file],
                new Dictionary<string, string?>
                {
                    ["SWITCHYARD_LISTEN"] = "http://127.0.0.1:0",
                    ["SWITCHYARD_ADMIN_LISTEN"] = "http://127.0.0.1:0",
                    ["SWITCHYARD_ADMIN_TOKEN"] = TestYard.Token,
                    ["SWITCHYARD_SECRET_KEYS"] = Keys,
                    ["SWITCHYARD_DATA_DIR"] = data.FullName,
                });
            using var client = SwitchyardClient.Connect(node.ControlPlane, TestYard.Token);
            await using var visit = await Visit.BeginAsync(yard.Browser, node.ControlPlane, (await client.Operators.BeginSessionAsync(Patience.Token)).Secret);
            foreach (var page in Pages)
            {
                // Nothing of the page before goes on meanwhile.
                await visit.Page.GotoAsync("about:blank");
                var before = await CostAsync(node.ControlPlane);
                await visit.GoAsync(page);
                var after = await CostAsync(node.ControlPlane);
                (after.Requests - before.Requests).ShouldBeInRange(1, MostRequests, page);
                (after.Bytes - before.Bytes).ShouldBeInRange(1, MostBytes, page);
                (await visit.Page.Locator("main tr, main li").CountAsync()).ShouldBeInRange(0, MostRows, page);
            }

            visit.Complaints.ShouldBeEmpty();
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>The newest requests of a day, and those of a session, are found by an index, however many there are.</summary>
    private static async Task FindsByIndexAsync(SqliteDatabase database)
    {
        foreach (var (condition, index) in new[] { ("started_at >= 1", "interceptions_time"), ("user_id = 'u' and started_at >= 1", "interceptions_user"), ("session_id = 's'", "interceptions_session") })
        {
            var plan = await database.ReadAsync(
                (session, token) => session.QueryAsync<PlanStep>($"explain query plan select id from interceptions where {condition} order by started_at desc limit 51", null, token), Patience.Token);
            plan[0].Detail.ShouldContain(index, Case.Sensitive, condition);
        }
    }

    private static async Task<(long Requests, long Bytes)> CostAsync(Uri controlPlane)
    {
        using var http = new HttpClient();
        var lines = (await http.GetStringAsync(new Uri(controlPlane, "/metrics"), Patience.Token)).Split('\n');
        return (Value("switchyard_console_requests_total"), Value("switchyard_console_answer_bytes_total"));

        long Value(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line ? (long)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture) : 0;
    }

    private sealed record PlanStep
    {
        public string Detail { get; init; } = "";
    }
}
