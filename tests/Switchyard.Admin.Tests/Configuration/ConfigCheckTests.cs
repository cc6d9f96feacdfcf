using System.Net;
using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Configuration;

[Trait("criterion", "CFG-60")]
public sealed class ConfigCheckTests
{
    private const string Path = "/api/v1/config/check";
    private const string Yaml = "application/yaml";

    [Fact]
    public async Task A_good_text_answers_200_with_what_it_makes_and_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        var before = (await plane.Http.SendAsync("GET", "/api/v1/config")).Text;

        var answer = await plane.Http.SendAsync(
            "POST", $"{Path}?file=new.yaml", "version: 1\nserver: {drainCeiling: 7m}\nproviders:\n  - {name: a, type: openai, baseUrl: 'https://a.example', keys: [{key: sk-canary-0123456789-wxyz}]}\n", Yaml);

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        (answer.Json.GetProperty("valid").GetBoolean(), answer.Json.GetProperty("file").GetString()).ShouldBe((true, "new.yaml"));
        var content = answer.Json.GetProperty("content");
        content.GetProperty("server").GetProperty("drainCeiling").GetString().ShouldBe("7m");
        content.GetProperty("providers")[0].GetProperty("keys")[0].GetProperty("masked").GetString().ShouldBe("…wxyz");
        answer.Text.ShouldNotContain("sk-canary");
        (await plane.Http.SendAsync("GET", "/api/v1/config")).Text.ShouldBe(before);
        (await plane.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "CFG-4")]
    public async Task Every_fault_is_told_with_file_line_column_and_reason()
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", $"{Path}?file=conf/bad.yaml", "version: 1\ncolour: red\nserver:\n  limits: {headers: 1}\nroutes:\n  - name: a/b\n", Yaml);

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (answer.Code, answer.ContentType).ShouldBe(("invalid_configuration", "application/problem+json"));
        answer.Json.GetProperty("errors").EnumerateArray().Select(Said).ShouldBe(
        [
            "conf/bad.yaml:2:1 colour Unknown",
            "conf/bad.yaml:4:12 server.limits.headers Is",
            "conf/bad.yaml:6:5 routes[0].targets At",
            "conf/bad.yaml:6:5 routes[0].name An",
        ], ignoreOrder: true);

        static string Said(JsonElement error) =>
            $"{error.GetProperty("file").GetString()}:{error.GetProperty("line").GetInt32()}:{error.GetProperty("column").GetInt32()} {error.GetProperty("path").GetString()} {error.GetProperty("detail").GetString()!.Split(' ')[0]}";
    }

    [Fact]
    [Trait("criterion", "PRV-32")]
    public async Task The_environment_of_the_node_is_not_told_by_any_answer()
    {
        const string Variable = "SWITCHYARD_CANARY_OF_THE_CHECK";
        const string Canary = "canary-4711-of-the-environment";
        await using var plane = await ControlPlane.StartAsync();
        var absent = await plane.Http.SendAsync("POST", Path, Text(Variable), Yaml);
        Environment.SetEnvironmentVariable(Variable, Canary);
        try
        {
            var set = await plane.Http.SendAsync("POST", Path, Text(Variable), Yaml);
            var faulty = await plane.Http.SendAsync("POST", Path, Text(Variable) + "x: 1\n", Yaml);

            set.Status.ShouldBe(HttpStatusCode.OK, set.Text);
            (set.Text + faulty.Text).ShouldNotContain("4711");
            (absent.Text == set.Text).ShouldBeTrue("whether a variable is set must not be told either");
            set.Json.GetProperty("notJudged").EnumerateArray().Select(item => item.GetProperty("variable").GetString()).ShouldAllBe(name => name == Variable);
            faulty.Fields.ShouldBe(["x"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }

        static string Text(string variable) =>
            $$"""
            version: 1
            server: {drainCeiling: "${{{variable}}}"}
            providers:
              - {name: a, type: openai, baseUrl: "https://${{{variable}}}", displayName: "${{{variable}}}", keys: [{key: "${{{variable}}}"}]}
            routes:
              - {name: "${{{variable}}}", targets: [{provider: a, model: "${{{variable}}}"}]}

            """;
    }

    [Fact]
    public async Task Json_is_told_from_yaml_by_its_content_type()
    {
        await using var plane = await ControlPlane.StartAsync();

        (await plane.Http.SendAsync("POST", Path, """{"version":1}""")).Status.ShouldBe(HttpStatusCode.OK);
        var broken = await plane.Http.SendAsync("POST", Path, "{\"version\":1,\n}");
        broken.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var error = broken.Json.GetProperty("errors")[0];
        (error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32()).ShouldBe(("config.json", 2));
    }

    [Theory]
    [InlineData("text/plain", "version: 1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/yaml; charset=latin1", "version: 1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/yaml", "", HttpStatusCode.UnprocessableEntity)]
    [InlineData("application/yaml", "version: 2", HttpStatusCode.UnprocessableEntity)]
    public async Task What_is_no_configuration_is_refused(string contentType, string body, HttpStatusCode status)
    {
        await using var plane = await ControlPlane.StartAsync();
        (await plane.Http.SendAsync("POST", Path, body, contentType)).Status.ShouldBe(status);
    }

    [Fact]
    [Trait("criterion", "PRV-9")]
    public async Task It_needs_the_permission_of_the_write()
    {
        await using var plane = await ControlPlane.StartAsync();
        var viewer = await plane.Client.Operators.CreateAsync(new("viewer", "viewer"));

        var refused = await plane.Http.SendAsync("POST", Path, "version: 1", Yaml, ("Authorization", $"Bearer {viewer.Value!.Secret}"));

        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
        refused.Text.ShouldContain("config.write");
    }

    [Fact]
    public async Task A_text_beyond_the_limit_is_refused_and_its_name_is_checked()
    {
        await using var plane = await ControlPlane.StartAsync();
        (await plane.Http.SendAsync("POST", Path, new string('#', (4 << 20) + 1), Yaml)).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await plane.Http.SendAsync("POST", $"{Path}?file=", "version: 1", Yaml)).Fields.ShouldBe(["file"]);
        (await plane.Http.SendAsync("POST", $"{Path}?name=x", "version: 1", Yaml)).Fields.ShouldBe(["name"]);
    }
}
