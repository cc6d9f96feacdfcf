using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Testing.Records;

namespace Switchyard.Admin.Tests.SignIn;

/// <summary>Every route that the control plane describes, asked by everybody who may come by. What they may is a table in the repository, which is made from the description, and compared with what happens.</summary>
public sealed partial class RouteAccessTests
{
    private const string Table = "docs/security-routes.md";

    /// <summary>Routes that are not for operators, and who they are for.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/gateways/{id}/usage"] = "a token of that gateway",
        ["GET /api/v1/gateways/connect"] = "a token of a gateway",
        ["POST /api/v1/agents/register"] = "a token of an agent",
        ["GET /api/v1/bundles/auth/callback"] = "anybody with the state of a sign-in that is under way",
    };

    [Fact]
    public async Task Every_route_answers_each_role_as_the_table_says_and_strangers_not_at_all()
    {
        await using var plane = await ControlPlane.StartAsync();
        var routes = await RoutesAsync(plane);
        var (roles, strangers) = await PrincipalsAsync(plane);
        var faults = new List<string>();
        foreach (var route in routes.Where(static route => route.Permission is not null))
        {
            foreach (var (who, token) in strangers)
            {
                Judge(route, who, await AskAsync(plane, route, token), HttpStatusCode.Unauthorized);
            }

            // The least first: whatever the last one changes is seen by nobody else.
            foreach (var (role, token) in roles)
            {
                Judge(route, OperatorRoles.NameOf(role), await AskAsync(plane, route, token), role >= route.Permission!.Least ? null : HttpStatusCode.Forbidden);
            }
        }

        foreach (var route in routes.Where(static route => route.Permission is null && route.Key != "GET /api/v1/bundles/auth/callback"))
        {
            var wanted = route.Path.Contains("/agents/", StringComparison.Ordinal) ? "agent" : "gateway";
            foreach (var (who, token) in strangers.Where(stranger => !stranger.Who.StartsWith(wanted, StringComparison.Ordinal)).Concat(roles.Select(static role => (OperatorRoles.NameOf(role.Role), role.Token))))
            {
                Judge(route, who, await AskAsync(plane, route, token), HttpStatusCode.Unauthorized);
            }
        }

        faults.ShouldBeEmpty();

        void Judge(Route route, string who, HttpStatusCode status, HttpStatusCode? wanted)
        {
            var right = wanted is { } expected ? status == expected : status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError);
            if (!right)
            {
                faults.Add($"{route.Key} as {who}: {(int)status} instead of {(wanted is null ? "being let in" : (int)wanted)}");
            }
        }
    }

    [Fact]
    public async Task The_table_in_the_repository_is_what_the_description_says()
    {
        await using var plane = await ControlPlane.StartAsync();
        var page = new StringBuilder(
            """
            # Routes of the control plane and who may use them

            Made from `docs/openapi/v1.json`; a test asks every route as every role and as everybody else, and compares ([what stands behind it](security.md)). An access key of any user or workspace, a token of a gateway or of an agent, a revoked
            token, a wrong one, and none at all are answered with 401 on every one of the first table.

            | route | permission | viewer | operator | admin |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        var routes = await RoutesAsync(plane);
        foreach (var route in routes.Where(static route => route.Permission is not null))
        {
            page.Append($"| `{route.Key}` | {route.Permission!.Name} |{string.Concat(Enum.GetValues<OperatorRole>().Order().Select(role => role >= route.Permission.Least ? " yes |" : " |"))}\n");
        }

        page.Append("\nNot for operators:\n\n| route | for |\n|---|---|\n");
        foreach (var route in routes.Where(static route => route.Permission is null))
        {
            page.Append($"| `{route.Key}` | {Others.GetValueOrDefault(route.Key).ShouldNotBeNull($"{route.Key} has no permission: who is it for?")} |\n");
        }

        RecordedFile.MustBe(Table, page.ToString());
    }

    private static async Task<IReadOnlyList<Route>> RoutesAsync(ControlPlane plane)
    {
        var paths = JsonNode.Parse((await plane.Http.SendAsync("GET", "/openapi/v1.json")).Text)!["paths"]!.AsObject();
        var routes = paths.SelectMany(static path => path.Value!.AsObject().Select(operation => Route.Read(path.Key, operation.Key, operation.Value!))).OrderBy(static route => route.Path, StringComparer.Ordinal).ThenBy(static route => route.Method, StringComparer.Ordinal).ToList();
        routes.Count.ShouldBeGreaterThan(100);
        return routes;
    }

    private static async Task<((OperatorRole Role, string Token)[] Roles, (string Who, string Token)[] Strangers)> PrincipalsAsync(ControlPlane plane)
    {
        var roles = new List<(OperatorRole, string)>();
        foreach (var role in Enum.GetValues<OperatorRole>().Order())
        {
            roles.Add((role, await SecretAsync($"/operators", $$"""{"name":"{{OperatorRoles.NameOf(role)}}","role":"{{OperatorRoles.NameOf(role)}}"}""")));
        }

        var revoked = await CreateAsync("/operators", """{"name":"revoked","role":"admin"}""");
        (await plane.Http.SendAsync("DELETE", $"/api/v1/operators/{revoked["id"]}")).Status.ShouldBe(HttpStatusCode.NoContent);
        var user = (string)(await CreateAsync("/users", """{"name":"ada"}"""))["id"]!;
        await CreateAsync("/workspaces", """{"name":"foreign"}""");
        var build = (string)(await CreateAsync("/workspaces/foreign/builds", null))["id"]!;
        var gateway = (string)(await CreateAsync("/gateways", """{"name":"berlin"}"""))["id"]!;
        List<(string, string)> strangers =
        [
            ("nobody", ""),
            ("a wrong token", "syo_wrong"),
            ("a revoked operator", (string)revoked["secret"]!),
            ("an access key", await SecretAsync("/access-keys", $$"""{"name":"key","userId":"{{user}}"}""")),
            ("an access key of another workspace", await SecretAsync("/access-keys", $$"""{"name":"bound","userId":"{{user}}","workspace":"foreign"}""")),
            ("gateway", await SecretAsync($"/gateways/{gateway}/tokens", "{}")),
            ("agent of another workspace", await SecretAsync("/workspaces/foreign/agent-tokens", $$"""{"buildId":"{{build}}"}""")),
        ];
        return ([.. roles], [.. strangers]);

        async Task<JsonNode> CreateAsync(string path, string? body)
        {
            var answer = await plane.Http.SendAsync("POST", "/api/v1" + path, body);
            answer.Status.ShouldBe(HttpStatusCode.Created, $"{path}: {answer.Text}");
            return JsonNode.Parse(answer.Text)!;
        }

        async Task<string> SecretAsync(string path, string body) => (string)(await CreateAsync(path, body))["secret"]!;
    }

    private static async Task<HttpStatusCode> AskAsync(ControlPlane plane, Route route, string token)
    {
        using var http = new HttpClient { BaseAddress = plane.Address };
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Address);
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (route.ContentType is { } type)
        {
            request.Content = new StringContent("{}", Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private sealed partial record Route(string Method, string Path, string Address, string? ContentType, Permission? Permission)
    {
        public string Key => $"{Method} {Path}";

        public static Route Read(string path, string method, JsonNode operation)
        {
            var numbers = (operation["parameters"]?.AsArray() ?? []).Where(static parameter => parameter!["schema"]?["type"]?.ToJsonString().Contains("integer", StringComparison.Ordinal) == true).Select(static parameter => (string)parameter!["name"]!).ToList();
            var address = Parameter().Replace(path, match => numbers.Contains(match.Groups[1].Value) ? "7" : "0192f0c0-0000-7000-8000-000000000000");
            var named = Needs().Match((string?)operation["description"] ?? "");
            return new Route(
                method.ToUpperInvariant(),
                path,
                address,
                operation["requestBody"]?["content"]?.AsObject().First().Key,
                named.Success ? Permission.All.Single(permission => permission.Name == named.Groups[1].Value) : null);
        }

        [GeneratedRegex(@"\{(\w+)\}", RegexOptions.None, 1_000)]
        private static partial Regex Parameter();

        [GeneratedRegex(@"Needs the permission `([^`]+)`", RegexOptions.None, 1_000)]
        private static partial Regex Needs();
    }
}
