using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Chats;

namespace Switchyard.Cli.Tests.Calls;

/// <summary>What a script sees of each kind of failure: 0 done, 1 failed, 2 used wrongly, 3 not there, 4 conflict, 5 unreachable.</summary>
public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(400, "invalid_request", ExitCodes.Failed)]
    [InlineData(401, "unauthorized", ExitCodes.Failed)]
    [InlineData(403, "forbidden", ExitCodes.Failed)]
    [InlineData(404, "not_found", ExitCodes.NotFound)]
    [InlineData(409, "name_taken", ExitCodes.Conflict)]
    [InlineData(410, "cursor_gone", ExitCodes.NotFound)]
    [InlineData(412, "precondition_failed", ExitCodes.Conflict)]
    [InlineData(413, "body_too_large", ExitCodes.Failed)]
    [InlineData(415, "unsupported_media_type", ExitCodes.Failed)]
    [InlineData(422, "invalid_configuration", ExitCodes.Failed)]
    [InlineData(429, "too_many_requests", ExitCodes.Failed)]
    [InlineData(500, "internal_error", ExitCodes.Failed)]
    [InlineData(502, "bad_gateway", ExitCodes.Unreachable)]
    [InlineData(503, "database_unavailable", ExitCodes.Failed)]
    [InlineData(504, "gateway_timeout", ExitCodes.Unreachable)]
    public async Task Each_status_ends_with_its_code_and_says_what_the_server_said(int status, string code, int exitCode)
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers["GET /api/v1/providers/x"] = (status, "application/problem+json", $$"""{"code":"{{code}}","detail":"Told by the server."}""");

        var run = await CliRun.RunAsync(Control(plane), "", "providers", "get", "x");

        run.ExitCode.ShouldBe(exitCode);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldStartWith("switchyard: Told by the server.\n");
    }

    [Theory]
    [InlineData(404, "not_found", "switchyard providers list")]
    [InlineData(401, "unauthorized", "--token or SWITCHYARD_TOKEN")]
    [InlineData(412, "precondition_failed", "--if-match")]
    [InlineData(409, "canary_running", "switchyard config canary status")]
    [InlineData(502, "bad_gateway", "switchyard doctor")]
    public async Task A_refusal_names_what_to_try_next(int status, string code, string hint)
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers["GET /api/v1/providers/x"] = (status, "application/problem+json", $$"""{"code":"{{code}}","detail":"No."}""");

        (await CliRun.RunAsync(Control(plane), "", "providers", "get", "x")).Error.ShouldContain(hint);
    }

    [Theory]
    [InlineData("access-keys", "get", "laptop")]
    [InlineData("operators", "revoke", "laptop")]
    [InlineData("chats", "create", "--model", "m", "--workspace", "laptop")]
    public async Task What_is_no_id_is_said_in_words(params string[] words)
    {
        await using var plane = await ScriptedDataPlane.StartAsync();

        var run = await CliRun.RunAsync(Control(plane), "", words);

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain("'laptop' is not an id");
        run.Error.ShouldNotContain("System.");
    }

    [Fact]
    public async Task Somebody_else_s_server_nobody_s_address_and_missing_words_have_codes_too()
    {
        await using var plane = await ScriptedDataPlane.StartAsync();
        plane.Answers["GET /api/v1/providers/x"] = (200, "text/html", "<html>hello</html>");
        var stranger = await CliRun.RunAsync(Control(plane), "", "providers", "get", "x");
        stranger.ExitCode.ShouldBe(ExitCodes.Failed);
        stranger.Error.ShouldContain("is no control plane of Switchyard");

        var variables = Control(plane);
        variables["SWITCHYARD_URL"] = "http://127.0.0.1:1";
        (await CliRun.RunAsync(variables, "", "providers", "list")).ExitCode.ShouldBe(ExitCodes.Unreachable);
        variables["SWITCHYARD_URL"] = "ftp://x";
        (await CliRun.RunAsync(variables, "", "providers", "list")).ExitCode.ShouldBe(ExitCodes.Usage);
        variables["SWITCHYARD_TOKEN"] = null;
        (await CliRun.RunAsync(variables, "", "providers", "list")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(variables, "", "providers", "get")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await CliRun.RunAsync(variables, "", "providers", "frobnicate")).ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_a_message_and_no_stack_trace()
    {
        await using var plane = await ControlPlane.StartAsync();

        var run = await CliRun.RunAsync(plane, "", "proxy", "ca", "export", "--output", "/nowhere/x");
        run.ExitCode.ShouldNotBe(ExitCodes.Done);
        run.Error.ShouldStartWith("switchyard: ");
        run.Error.ShouldNotContain("   at ");
    }

    private static Dictionary<string, string?> Control(ScriptedDataPlane plane) => new() { ["SWITCHYARD_URL"] = plane.Variables["SWITCHYARD_DATA_URL"], ["SWITCHYARD_TOKEN"] = "t" };
}
