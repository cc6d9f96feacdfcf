using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Simulator;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock;

public sealed class BedrockDialectTests
{
    private static readonly BedrockSettings Static = new()
    {
        Region = "eu-central-1",
        AccessKeyId = "AKIDEXAMPLE",
        SecretAccessKey = new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        SessionToken = new Secret("session-token"),
        Models = [new BedrockModel("claude-sim", "eu.anthropic.claude-sim-v1:0")],
    };

    [Theory]
    [InlineData("", "eu-central-1", "https://bedrock-runtime.eu-central-1.amazonaws.com/model/eu.anthropic.claude-sim-v1%3A0/invoke")]
    [InlineData("", "cn-north-1", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/eu.anthropic.claude-sim-v1%3A0/invoke")]
    [InlineData("https://bedrock-runtime.us-west-2.amazonaws.com", null, "https://bedrock-runtime.us-west-2.amazonaws.com/model/eu.anthropic.claude-sim-v1%3A0/invoke")]
    [InlineData("http://127.0.0.1:9/p", "x-1", "http://127.0.0.1:9/p/model/eu.anthropic.claude-sim-v1%3A0/invoke")]
    [Trait("criterion", "PRV-97")]
    public void The_model_stands_in_the_path(string baseUrl, string? region, string expected)
    {
        var dialect = Dialect(baseUrl, Static with { Region = region });

        Text(dialect.Address("/v1/messages", "?beta=true", Providers.Facts("claude-sim"), null)).ShouldBe(expected);
        Text(dialect.Address("/v1/messages", "", Providers.Facts("alias", stream: true), "claude-sim")).ShouldBe(expected + "-with-response-stream");
        Text(dialect.Address("/v1/messages", "", Providers.Facts("arn:aws:x/y"), null)).ShouldEndWith("/model/arn%3Aaws%3Ax%2Fy/invoke");
    }

    [Fact]
    [Trait("criterion", "PRV-15")]
    public void A_trial_asks_the_control_plane_of_the_region()
    {
        var dialect = Dialect("", Static);
        Text(dialect.Address(dialect.ProbePath, "", null, null)).ShouldBe("https://bedrock.eu-central-1.amazonaws.com/foundation-models");
        dialect.Speaks(BridgeFormat.Messages).ShouldBeTrue();
        dialect.Speaks(BridgeFormat.ChatCompletions).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-8")]
    public void Settings_that_can_not_work_are_argument_faults()
    {
        Should.Throw<ArgumentException>(() => Dialect("https://host", new BedrockSettings())).Message.ShouldContain("region");
        Should.Throw<ArgumentException>(() => Dialect("", Static with { SecretAccessKey = null })).Message.ShouldContain("secretAccessKey");
        Should.Throw<ArgumentException>(() => Dialect("", Static with { AccessKeyId = null })).Message.ShouldContain("accessKeyId");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "PRV-97")]
    public async Task A_service_that_checks_signatures_takes_the_call(bool stream)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var simulator = await SimulatorServer.StartAsync(
            new SimulatorOptions { AwsSecrets = new Dictionary<string, string> { ["AKIDEXAMPLE"] = Static.SecretAccessKey!.Reveal() } }, cancellation);
        var dialect = Dialect(simulator.Address.ToString(), Static);
        var bridge = BridgeSet.Of(BridgeFormat.Messages);
        var client = Encoding.UTF8.GetBytes($$"""{"model":"claude-sim","max_tokens":64,"metadata":{"user_id":"u"},"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""");
        bridge.TryInspect(client, 256, out var facts, out _).ShouldBeTrue();

        using var request = new HttpRequestMessage(HttpMethod.Post, dialect.Address("/v1/messages", "", facts, null));
        request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        request.Headers.TryAddWithoutValidation("anthropic-beta", "a-1, b-2");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer client");
        request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", "the client's");
        var body = dialect.Body(client, facts, request);
        request.Content = new ReadOnlyMemoryContent(body);
        await dialect.AuthorizeAsync(request, body, null, cancellation);

        using var http = new HttpClient();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var answer = await response.Content.ReadAsStreamAsync(cancellation);
        ((int)response.StatusCode).ShouldBe(200);
        request.Headers.Contains("anthropic-beta").ShouldBeFalse();
        request.Headers.GetValues("X-Amz-Security-Token").ShouldBe(["session-token"]);
        JsonDocument.Parse(body).RootElement.GetProperty("anthropic_beta").GetRawText().ShouldBe("""["a-1","b-2"]""");

        if (stream)
        {
            var sse = Encoding.UTF8.GetBytes(await EventStreams.Frames.ReadAsync(dialect.Events(response, answer)));
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            var meter = Meters.Stream(BridgeFormat.Messages, sse).Meter;
            meter.IsComplete.ShouldBeTrue();
            meter.Usage.Output.ShouldBeGreaterThan(0);
        }
        else
        {
            dialect.Events(response, answer).ShouldBeSameAs(answer);
            using var reader = new StreamReader(answer);
            Meters.Body(BridgeFormat.Messages, await reader.ReadToEndAsync(cancellation)).Usage.Output.ShouldBeGreaterThan(0);
        }
    }

    private static IUpstreamDialect Dialect(string baseUrl, BedrockSettings settings) =>
        Providers.Dialect(ProviderType.Bedrock, baseUrl, new ProviderSettings { Bedrock = settings });

    private static string Text(Uri uri) => uri.GetLeftPart(UriPartial.Authority) + uri.PathAndQuery;
}
