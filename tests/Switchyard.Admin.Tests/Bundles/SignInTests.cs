using System.Net;
using System.Net.Http.Headers;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;

namespace Switchyard.Admin.Tests.Bundles;

/// <summary>The routes of sign-ins; what happens behind them is tested where bundles run.</summary>
public sealed class SignInTests
{
    private const string Path = "/api/v1/workspaces/web/bundles/b/auth";
    private const string Callback = "/api/v1/bundles/auth/callback";
    private static readonly BundleKey Key = new("web", "b");

    private readonly FakeSignIns _signIns = new();

    [Fact]
    [Trait("criterion", "BND-47")]
    public async Task A_sign_in_begins_with_an_address_to_come_back_to()
    {
        await using var plane = await StartAsync();
        var started = await plane.Http.SendAsync("POST", Path);
        (started.Status, started.Json.GetProperty("authorizationUrl").GetString()).ShouldBe((HttpStatusCode.OK, "https://as.example/authorize?state=canary-state"), started.Text);
        var asked = _signIns.Starts.ShouldHaveSingleItem();
        (asked.Bundle, asked.User, asked.Callback, asked.By).ShouldBe((Key, null, new Uri(plane.Address, Callback), "bootstrap"));
        asked.Definition.Authorization.ShouldBe(new SignInTerms { Scopes = ["read"] });
        (await plane.Http.SendAsync("POST", Path, """{"user":"ann"}""")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity, "all share it");
        (await plane.Http.SendAsync("POST", Path, """{"usr":"ann"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await plane.Http.SendAsync("POST", "/api/v1/workspaces/web/bundles/none/auth")).Json.GetProperty("code").GetString().ShouldBe("bundle_not_found");
        string.Join('\n', plane.Parts.Logs.Lines).ShouldNotContain("canary-state");
    }

    [Theory]
    [Trait("criterion", "BND-47")]
    [InlineData(SignInFaults.AlreadySignedIn, 409)]
    [InlineData(SignInFaults.NotNeeded, 409)]
    [InlineData(SignInFaults.NotPossible, 422)]
    [InlineData(SignInFaults.ClientNeeded, 422)]
    [InlineData(SignInFaults.Untrustworthy, 502)]
    [InlineData(SignInFaults.Unreachable, 504)]
    public async Task A_sign_in_that_can_not_begin_says_why(string code, int status)
    {
        await using var plane = await StartAsync();
        _signIns.Fault = code;
        var refused = await plane.Http.SendAsync("POST", Path);
        ((int)refused.Status, refused.Json.GetProperty("code").GetString()).ShouldBe((status, code));
    }

    [Fact]
    [Trait("criterion", "TOL-18")]
    public async Task Users_are_named_where_each_signs_in_and_shown_with_how_they_stand()
    {
        await using var plane = await StartAsync("""{"per":"user"}""");
        var ann = (await plane.Http.SendAsync("POST", "/api/v1/users", """{"name":"ann"}""")).Json.GetProperty("id").GetGuid();
        (await plane.Http.SendAsync("POST", Path)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await plane.Http.SendAsync("POST", Path, """{"user":"bob"}""")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await plane.Http.SendAsync("POST", Path, """{"user":"ann"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await plane.Http.SendAsync("POST", Path, $$"""{"user":"{{ann}}"}""")).Status.ShouldBe(HttpStatusCode.OK);
        _signIns.Starts.Select(static start => start.User).ShouldBe([ann, ann]);

        _signIns.Known[(Key, ann)] = SignInFaults.Refused;
        var entry = (await plane.Client.Bundles.SignInsAsync("web", "b", TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        (entry.User, entry.UserId, entry.State, entry.Reason).ShouldBe(("ann", ann, "lost", SignInFaults.Refused));
        await plane.Client.Bundles.SignOutAsync("web", "b", "ann", TestContext.Current.CancellationToken);
        (await plane.Http.SendAsync("DELETE", $"{Path}?user=ann")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("criterion", "BND-47")]
    public async Task Only_who_administers_workspaces_signs_them_in()
    {
        await using var plane = await StartAsync();
        var created = await plane.Client.Operators.CreateAsync(new NewOperator("watcher", "viewer"));
        using var viewer = new HttpClient { BaseAddress = plane.Address };
        viewer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.Value!.Secret);
        (await viewer.SendAsync("POST", Path)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.SendAsync("DELETE", Path)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.SendAsync("GET", Path)).Status.ShouldBe(HttpStatusCode.OK);
        _signIns.Starts.ShouldBeEmpty();
    }

    [Theory]
    [Trait("criterion", "BND-48")]
    [InlineData(null, 200, "You are signed in")]
    [InlineData(SignInFaults.UnknownState, 400, "Begin again")]
    [InlineData(SignInFaults.Denied, 400, "not allowed")]
    [InlineData(SignInFaults.Untrustworthy, 502, "can not be used")]
    [InlineData(SignInFaults.Unreachable, 504, "could not be asked")]
    public async Task Whoever_comes_back_is_shown_a_page_that_repeats_nothing(string? fault, int status, string text)
    {
        await using var plane = await StartAsync();
        _signIns.Fault = fault;
        using var browser = new HttpClient { BaseAddress = plane.Address };
        using var page = await browser.GetAsync($"{Callback}?state=canary-%3Cscript%3E&code=canary-code&iss=canary-iss&error_description=canary", TestContext.Current.CancellationToken);
        var body = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)page.StatusCode, page.Content.Headers.ContentType!.MediaType).ShouldBe((status, "text/html"));
        body.ShouldContain(text);
        body.ShouldNotContain("canary");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        page.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        _signIns.Returns.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            answer => answer.State.Reveal().ShouldBe("canary-<script>"), answer => answer.Code!.Reveal().ShouldBe("canary-code"), answer => answer.Issuer.ShouldBe("canary-iss"));
    }

    [Theory]
    [Trait("criterion", "BND-48")]
    [InlineData("")]
    [InlineData("?code=x")]
    [InlineData("?state=&code=x")]
    [InlineData("?state=a&state=b&code=x")]
    public async Task Without_one_state_nothing_is_asked(string query)
    {
        await using var plane = await StartAsync();
        using var browser = new HttpClient { BaseAddress = plane.Address };
        (await browser.GetAsync(Callback + query, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _signIns.Returns.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-6")]
    public async Task Sign_ins_go_with_their_bundle_their_workspace_and_their_user()
    {
        await using var plane = await StartAsync();
        var ann = (await plane.Http.SendAsync("POST", "/api/v1/users", """{"name":"ann"}""")).Json.GetProperty("id").GetGuid();
        foreach (var (bundle, user) in new (string, Guid?)[] { ("b", null), ("b", ann), ("of-a-file", null), ("of-a-file", ann) })
        {
            await plane.Database.WriteAsync((session, token) => SignInTable.PutAsync(session, Row(bundle, user), token), TestContext.Current.CancellationToken);
        }

        (await plane.Http.SendAsync("DELETE", $"/api/v1/users/{ann}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await LeftAsync(plane)).ShouldBe(["b", "of-a-file"]);
        (await plane.Http.SendAsync("DELETE", "/api/v1/workspaces/web/bundles/b")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await LeftAsync(plane)).ShouldBe(["of-a-file"]);
        (await plane.Http.SendAsync("DELETE", "/api/v1/workspaces/web")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await LeftAsync(plane)).ShouldBeEmpty();
    }

    [Theory]
    [Trait("criterion", "BND-5")]
    [InlineData("""{"per":"everybody"}""", "authorization.per")]
    [InlineData("""{"scopes":["a b"]}""", "authorization.scopes[0]")]
    [InlineData("""{"client":"x"}""", "authorization.client")]
    public async Task A_definition_that_says_it_wrong_is_refused_with_the_place(string authorization, string path)
    {
        await using var plane = await StartAsync();
        var refused = await plane.Http.SendAsync("PATCH", "/api/v1/workspaces/web/bundles/b", $$"""{"authorization":{{authorization}}}""");
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
        refused.Json.GetProperty("errors")[0].GetProperty("path").GetString().ShouldBe(path);
    }

    private static Task<IReadOnlyList<string>> LeftAsync(ControlPlane plane) => plane.QueryAsync<string>("select bundle from bundle_sign_ins order by bundle");

    private static SignInRow Row(string bundle, Guid? user) => new()
    {
        Id = SignInIds.Of("web", bundle, user, "https://as"), Workspace = "web", Bundle = bundle, UserId = SignInIds.TextOf(user), Issuer = "https://as", Resource = "https://r", Serial = Guid.CreateVersion7(),
        Sealed = [1], State = "ok", UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private async Task<ControlPlane> StartAsync(string authorization = """{"scopes":["read"]}""")
    {
        var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Bundles = new FakeBundles(), SignIns = _signIns });
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        var created = await plane.Http.SendAsync(
            "POST", "/api/v1/workspaces/web/bundles?wait=0s", $$"""{"name":"b","type":"http","url":"https://r.example/mcp","authorization":{{authorization}}}""");
        created.Status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Accepted);
        return plane;
    }
}
