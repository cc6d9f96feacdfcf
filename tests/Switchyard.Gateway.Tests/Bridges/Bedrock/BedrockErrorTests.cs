using System.Net;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Bedrock;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Simulator;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock;

/// <summary>A client of Anthropic's API on Bedrock never sees AWS's form of an error.</summary>
public sealed class BedrockErrorTests
{
    private const string Path = "/aws/v1/messages";

    [Theory]
    [InlineData(400, "invalid_request_error", "ValidationException")]
    [InlineData(403, "permission_error", "AccessDeniedException")]
    [InlineData(404, "not_found_error", "ResourceNotFoundException")]
    [InlineData(424, "invalid_request_error", "ModelErrorException")]
    [InlineData(429, "rate_limit_error", "ThrottlingException")]
    [InlineData(500, "api_error", "InternalServerException")]
    [InlineData(503, "overloaded_error", "ServiceUnavailableException")]
    [Trait("criterion", "PRV-85")]
    [Trait("criterion", "PRV-87")]
    [Trait("criterion", "PRV-96")]
    public async Task An_error_before_the_first_byte_has_the_clients_form(int status, string type, string code)
    {
        await using var rig = await StartAsync();
        foreach (var stream in new[] { false, true })
        {
            rig.Simulator.Rules.Clear();
            rig.Simulator.Rules.Add(new SimulatorRule { Fault = Fault.Status(status, status == 429 ? RetryAfter.Seconds(7) : null) });
            using var response = await rig.SendAsync(Path, GatewayRig.Message(stream: stream));
            var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
            ((int)response.StatusCode).ShouldBe(status, text);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
            response.Content.Headers.ContentLength.ShouldBe(text.Length);
            response.Headers.Contains("X-Switchyard-Error").ShouldBeFalse("it is the upstream's error");
            var body = JsonDocument.Parse(text).RootElement;
            body.GetProperty("type").GetString().ShouldBe("error");
            body.GetProperty("error").GetProperty("type").GetString().ShouldBe(type);
            body.GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
            body.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
            body.GetProperty("request_id").GetString().ShouldBe(response.Headers.GetValues("X-Switchyard-Request-Id").Single());
            body.TryGetProperty("message", out _).ShouldBeFalse("AWS's form");
            if (status == 429)
            {
                response.Headers.GetValues("Retry-After").ShouldBe(["7"]);
            }

            var end = await rig.Recorder.EndAsync(Guid.Parse(response.Headers.GetValues("X-Switchyard-Request-Id").Single()));
            (end.Status, end.HttpStatus, end.Estimated).ShouldBe((InterceptionStatus.Failed, status, false));
        }

        await rig.IdleAsync();
    }

    [Fact]
    [Trait("criterion", "PRV-85")]
    public async Task An_error_that_breaks_off_keeps_its_status()
    {
        await using var upstream = new RawUpstream("HTTP/1.1 400 Bad Request\r\nx-amzn-ErrorType: ValidationException:http://internal.amazon.com/coral/\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"mess");
        await using var rig = await StartAsync(upstream.Address);
        using var response = await rig.SendAsync(Path, GatewayRig.Message());
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(GatewayRig.Ending)).RootElement.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("ValidationException");
        error.GetProperty("message").GetString().ShouldBe("The upstream answered 400.");
    }

    [Theory]
    [InlineData("""{"message":"Too many tokens, \"please\" wait"}""", "Too many tokens, \"please\" wait")]
    [InlineData("""{"Message":"User is not authorized"}""", "User is not authorized")]
    [InlineData("""{"message":7}""", "The upstream answered 403.")]
    [InlineData("[]", "The upstream answered 403.")]
    [InlineData("<html>", "The upstream answered 403.")]
    [InlineData("", "The upstream answered 403.")]
    [Trait("criterion", "PRV-85")]
    public void Whatever_the_body_is_a_sentence_comes_of_it(string body, string message)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Forbidden);
        var error = BedrockErrors.Instance.Read(response, System.Text.Encoding.UTF8.GetBytes(body), "r");
        (error.Status, error.Code, error.Message, error.RequestId).ShouldBe((403, "upstream_error", message, "r"));
    }

    private static async Task<GatewayRig> StartAsync(Uri? upstream = null)
    {
        var rig = await GatewayRig.StartAsync(simulator: new SimulatorOptions { AwsSecrets = new Dictionary<string, string> { ["AKIAERRORS"] = "errors-secret" } });
        await rig.ApplyAsync(rig.Provider("aws", ProviderType.Bedrock) with
        {
            Keys = [],
            BaseUrl = (upstream ?? rig.Simulator.Address).ToString().TrimEnd('/'),
            Settings = new ProviderSettings
            {
                Breaker = new BreakerSettings { Enabled = false },
                Bedrock = new BedrockSettings { Region = "eu-central-1", AccessKeyId = "AKIAERRORS", SecretAccessKey = new Secret("errors-secret") },
            },
        });
        return rig;
    }
}
