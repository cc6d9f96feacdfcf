namespace Switchyard.Simulator.Tests.Control;

public sealed class ControlTests : SimulatorFixture
{
    [Fact]
    public async Task A_rule_is_made_and_removed_over_http()
    {
        var rule = await JsonAsync("/_sim/rules", """{"key":"key-a","times":1,"with":{"fault":429,"retry":"7"}}""");
        using var first = await SendAsync("/v1/chat/completions", Chat(), ("Authorization", "Bearer key-a"));
        using var second = await SendAsync("/v1/chat/completions", Chat(), ("Authorization", "Bearer key-a"));
        var shown = JsonDocument.Parse(await Client.GetStringAsync(new Uri("/_sim/rules", UriKind.Relative), Ending)).RootElement;
        using var removed = await Client.DeleteAsync(new Uri($"/_sim/rules/{rule.GetProperty("id").GetInt32()}", UriKind.Relative), Ending);

        first.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        first.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.GetProperty("items")[0].GetProperty("hits").GetInt32().ShouldBe(1);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Server.Rules.Rules.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_fault_of_a_rule_is_reported_and_nothing_is_added()
    {
        var answer = await JsonAsync("/_sim/rules", """{"keey":"a","times":-1,"with":{"tokens":"x","speed":1}}""");

        answer.GetProperty("errors").GetArrayLength().ShouldBe(4);
        Server.Rules.Rules.ShouldBeEmpty();
    }

    [Fact]
    public async Task Requests_are_shown_without_credentials()
    {
        using var response = await SendAsync("/v1/chat/completions", Chat(), ("Authorization", "Bearer a-long-secret-key"));

        var text = await Client.GetStringAsync(new Uri("/_sim/requests", UriKind.Relative), Ending);
        text.ShouldNotContain("a-long-secret");
        var item = JsonDocument.Parse(text).RootElement.GetProperty("items")[0];
        item.GetProperty("body").GetString().ShouldBe(Chat());
        using var cleared = await Client.DeleteAsync(new Uri("/_sim/requests", UriKind.Relative), Ending);
        Server.Log.Requests.ShouldBeEmpty();
    }
}
