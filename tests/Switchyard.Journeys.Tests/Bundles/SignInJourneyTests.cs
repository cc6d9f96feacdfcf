using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Authorities;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Bundles;

/// <summary>Sign-ins on two nodes that share a database: begun on one, completed on the other, used on both, forgotten everywhere.</summary>
public sealed class SignInJourneyTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Workspace = "team";
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private Yard _yard = null!;
    private TestAuthority _authority = null!;
    private SignedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync(TimeProvider.System);
        _server = await SignedServer.StartAsync(_authority);
        _yard = await Yard.StartAsync(nodes: 2, database: await postgres.CreateDatabaseAsync());
        await _yard.PostAsync("/workspaces", new { name = Workspace });
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _yard.DisposeAsync();
        await _server.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    [Trait("criterion", "BND-47")]
    [Trait("criterion", "BND-48")]
    public async Task A_workspace_signs_in_on_one_node_and_comes_back_to_the_other()
    {
        await _yard.PostAsync($"/workspaces/{Workspace}/bundles", new { name = "signed", type = "http", url = _server.Url, insecure = true, authorization = new { per = "workspace" } });
        await EverywhereAsync("signed", static bundle => (string)bundle["auth"]! == "required" && (string)bundle["reason"]! == "sign_in_required");
        var start = await _yard.PostAsync($"/workspaces/{Workspace}/bundles/signed/auth", body: null);
        ((string)(await _yard.PostAsync($"/workspaces/{Workspace}/bundles/signed/auth", body: null, node: 1))["authorizationUrl"]!).ShouldBe((string)start["authorizationUrl"]!);

        var (status, page) = await ReturnAsync((string)start["authorizationUrl"]!, "ann", node: 1);
        (status, page.Contains("You are signed in", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.OK, true));
        await EverywhereAsync("signed", static bundle => (string)bundle["auth"]! == "ok");
        for (var node = 0; node < 2; node++)
        {
            using var client = await new McpClient(_yard.Data(node), Workspace).InitializeAsync();
            (await client.TextAsync("signed__whoami")).ShouldBe("canary-ann");
        }

        await _yard.DeleteAsync($"/workspaces/{Workspace}/bundles/signed/auth");
        await EverywhereAsync("signed", static bundle => (string)bundle["auth"]! == "required" && (string)bundle["state"]! == "stopped");
        _yard.Nodes.ShouldAllBe(static node => !node.Output.Contains("access-ann", StringComparison.Ordinal) && !node.Output.Contains("refresh-ann", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "TOL-19")]
    [Trait("criterion", "BND-43")]
    public async Task Two_nodes_that_renew_at_once_never_show_a_refresh_token_twice()
    {
        // Every use of such a token renews it first, and each renewal makes the refresh token before it worthless: shown twice, it ends the sign-in.
        _authority.Lifetime = TimeSpan.FromSeconds(45);
        await _yard.PostAsync($"/workspaces/{Workspace}/bundles", new { name = "signed", type = "http", url = _server.Url, insecure = true, authorization = new { per = "workspace" } });
        await EverywhereAsync("signed", static bundle => (string)bundle["auth"]! == "required");
        var start = await _yard.PostAsync($"/workspaces/{Workspace}/bundles/signed/auth", body: null);
        await ReturnAsync((string)start["authorizationUrl"]!, "ann", node: 0);
        await EverywhereAsync("signed", static bundle => (string)bundle["auth"]! == "ok");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => CallsAsync(number % 2)));

        answers.SelectMany(static answer => answer).ShouldAllBe(static answer => answer == "canary-ann");
        _authority.Renewals.ShouldBeGreaterThan(2);
        _authority.Reused.ShouldBe(0);
        await EverywhereAsync("signed", static bundle => (string)bundle["auth"]! == "ok");
    }

    private async Task<IReadOnlyList<string>> CallsAsync(int node)
    {
        using var client = await new McpClient(_yard.Data(node), Workspace).InitializeAsync();
        List<string> answers = [];
        for (var call = 0; call < LongForm.Pick(brief: 6, full: 200); call++)
        {
            answers.Add(await client.TextAsync("signed__whoami"));
        }

        return answers;
    }

    [Fact]
    [Trait("criterion", "TOL-18")]
    [Trait("criterion", "TOL-20")]
    public async Task Users_sign_in_each_for_himself()
    {
        await _yard.PostAsync($"/workspaces/{Workspace}/bundles", new { name = "own", type = "http", url = _server.Url, insecure = true, authorization = new { per = "user" } });
        var keys = new Dictionary<string, string>();
        foreach (var name in new[] { "ann", "bob", "cid" })
        {
            var user = await _yard.PostAsync("/users", new { name });
            keys[name] = (string)(await _yard.PostAsync("/access-keys", new { name, userId = (string)user["id"]! }))["secret"]!;
            if (name != "cid")
            {
                var start = await _yard.PostAsync($"/workspaces/{Workspace}/bundles/own/auth", new { user = name });
                (await ReturnAsync((string)start["authorizationUrl"]!, name, node: 0)).Status.ShouldBe(HttpStatusCode.OK);
            }
        }

        for (var node = 0; node < 2; node++)
        {
            await EverywhereAsync("own", static bundle => (string)bundle["auth"]! == "ok");
            foreach (var name in new[] { "ann", "bob" })
            {
                using var client = await new McpClient(Data(node, keys[name]), Workspace).InitializeAsync();
                (await client.ToolsAsync()).ShouldBe([$"own__of-{name}", "own__whoami"]);
                (await client.TextAsync("own__whoami")).ShouldBe($"canary-{name}");
            }

            using var nobody = await new McpClient(Data(node, keys["cid"]), Workspace).InitializeAsync();
            (await nobody.ToolsAsync()).ShouldBeEmpty();
            (await nobody.CallAsync("own__whoami")).ToJsonString().ShouldContain("sign_in_required");
        }

        (await _yard.GetAsync($"/workspaces/{Workspace}/bundles/own/auth"))["items"]!.AsArray().Select(static entry => ((string)entry!["user"]!, (string)entry["state"]!)).ShouldBe([("ann", "ok"), ("bob", "ok")], ignoreOrder: true);
        _server.Crossings.ShouldBeEmpty();
    }

    private HttpClient Data(int node, string key)
    {
        var http = _yard.Data(node);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    /// <summary>Goes to the authorization server as a person, and comes back to a node.</summary>
    private async Task<(HttpStatusCode Status, string Page)> ReturnAsync(string url, string person, int node)
    {
        using var visit = new HttpRequestMessage(HttpMethod.Get, url);
        visit.Headers.Add("X-Person", person);
        using var sent = await _browser.SendAsync(visit, Patience.Token);
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        sent.Headers.Location!.AbsolutePath.ShouldBe("/api/v1/bundles/auth/callback");
        var control = _yard.Control(node);
        using var back = await _browser.GetAsync(new Uri(control.BaseAddress!, sent.Headers.Location.PathAndQuery), Patience.Token);
        return (back.StatusCode, await back.Content.ReadAsStringAsync(Patience.Token));
    }

    private async Task EverywhereAsync(string bundle, Func<JsonNode, bool> isSo)
    {
        for (var node = 0; node < 2; node++)
        {
            while (!isSo(await _yard.GetAsync($"/workspaces/{Workspace}/bundles/{bundle}", node)))
            {
                await Patience.PauseAsync();
            }
        }
    }
}
