using System.Net;
using System.Net.Http.Headers;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.SignIn;

public sealed class SignInTests
{
    [Fact]
    [Trait("criterion", "PRV-9")]
    public async Task Nobody_and_a_stranger_are_refused_alike_on_every_route()
    {
        await using var plane = await ControlPlane.StartAsync();
        using var http = new HttpClient { BaseAddress = plane.Address };
        (string Method, string Path)[] routes =
        [
            ("GET", "/api/v1/providers"), ("POST", "/api/v1/providers"), ("PATCH", "/api/v1/providers/x"), ("DELETE", "/api/v1/providers/x"), ("POST", "/api/v1/providers/x/test"),
            ("GET", "/api/v1/users"), ("POST", "/api/v1/access-keys"), ("GET", "/api/v1/operators"), ("GET", "/api/v1/audit"), ("GET", "/api/v1/config"),
            ("GET", "/api/v1/rollout"), ("GET", "/api/v1/nodes"), ("GET", "/api/v1/secrets/status"), ("GET", "/api/v1/events/stream"),
            ("GET", "/api/v1/workspaces"), ("POST", "/api/v1/workspaces/w/bundles"), ("PUT", "/api/v1/workspaces/w/bundles/b/credentials"), ("POST", "/api/v1/workspaces/w/bundles/b/respawn"),
        ];

        foreach (var credential in new[] { null, "nonsense", "syo_nonsense", ControlPlane.Token + "x" })
        {
            http.DefaultRequestHeaders.Authorization = credential is null ? null : new AuthenticationHeaderValue("Bearer", credential);
            foreach (var (method, path) in routes)
            {
                var answer = await http.SendAsync(method, path);
                answer.Status.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
                (answer.Code, answer.ContentType).ShouldBe(("unauthorized", "application/problem+json"));
                answer.Headers["WWW-Authenticate"].ShouldStartWith("Bearer");
            }
        }
    }

    [Fact]
    [Trait("criterion", "PRV-9")]
    public async Task An_access_key_does_not_open_the_control_plane()
    {
        await using var plane = await ControlPlane.StartAsync();
        var user = await plane.Client.Users.CreateAsync(new NewUser("ann"));
        var key = await plane.Client.AccessKeys.CreateAsync(new NewAccessKey("laptop", user.Value!.Id));

        var answer = await plane.Http.SendAsync("GET", "/api/v1/providers", headers: ("Authorization", $"Bearer {key.Value!.Secret}"));

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("criterion", "PRV-9")]
    public async Task A_role_that_lacks_the_permission_is_told_which()
    {
        await using var plane = await ControlPlane.StartAsync();
        var viewer = await HttpOfAsync(plane, "viewer");
        var operatorHttp = await HttpOfAsync(plane, "operator");
        const string Body = """{"name":"main","type":"openai","baseUrl":"https://api.example"}""";

        var read = await viewer.SendAsync("GET", "/api/v1/providers");
        var write = await viewer.SendAsync("POST", "/api/v1/providers", Body);
        var allowed = await operatorHttp.SendAsync("POST", "/api/v1/providers", Body);
        var operators = await operatorHttp.SendAsync("POST", "/api/v1/operators", """{"name":"me","role":"admin"}""");

        read.Status.ShouldBe(HttpStatusCode.OK);
        (write.Status, write.Code).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
        write.Json.GetProperty("detail").GetString()!.ShouldContain("providers.write");
        allowed.Status.ShouldBe(HttpStatusCode.Created);
        operators.Status.ShouldBe(HttpStatusCode.Forbidden);
        (await plane.Client.Audit.ListAsync(new() { Action = "provider.create" })).Items.ShouldHaveSingleItem().ActorName.ShouldBe("operator-of-the-test");
    }

    [Fact]
    public async Task A_revoked_operator_is_refused_from_the_next_request_on()
    {
        await using var plane = await ControlPlane.StartAsync();
        var made = await plane.Client.Operators.CreateAsync(new NewOperator("ann", "viewer"));
        using var client = plane.Connect(made.Value!.Secret!);

        await client.Providers.ListAsync();
        await plane.Client.Operators.RevokeAsync(made.Value.Id);

        (await Should.ThrowAsync<Client.Problems.SwitchyardApiException>(client.Providers.ListAsync())).Status.ShouldBe(401);
        (await plane.Client.Operators.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_scheme_may_be_spelled_in_any_case()
    {
        await using var plane = await ControlPlane.StartAsync();

        (await plane.Http.SendAsync("GET", "/api/v1/providers", headers: ("Authorization", $"bEaReR {ControlPlane.Token}"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpClient> HttpOfAsync(ControlPlane plane, string role)
    {
        var made = await plane.Client.Operators.CreateAsync(new NewOperator($"{role}-of-the-test", role));
        var http = new HttpClient { BaseAddress = plane.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Value!.Secret);
        return http;
    }
}
