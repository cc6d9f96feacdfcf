using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Switchyard.Simulator.Content;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>Real clients that call their provider's own host, with nothing but <c>HTTPS_PROXY</c> and the exported authority.</summary>
public sealed class OfficialClientTests(YardFixture fixture) : IClassFixture<YardFixture>
{
    private const string Prompt = "Hello";
    private readonly ProxyYard _yard = fixture.Yard;

    [Theory]
    [InlineData("--http1.1", "1.1")]
    [InlineData("--http2", "2")]
    public async Task Curl(string version, string spoken)
    {
        var output = await RunAsync("curl", ["--silent", "--show-error", "--fail-with-body", version, "--cacert", await TrustAsync(_yard), "--write-out", "\n%{http_version} %{proxy_ssl_verify_result} %{http_connect}",
            "--header", "Content-Type: application/json", "--data", """{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}]}""", $"https://{ProxyYard.OpenAI}/v1/chat/completions"]);

        var lines = output.Trim().Split('\n');
        lines[^1].ShouldBe($"{spoken} 0 200");
        JsonNode.Parse(lines[0])!["choices"]![0]!["message"]!["content"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Curl_by_a_host_that_does_not_trust_the_authority()
    {
        var output = await RunAsync("curl", ["--silent", "--output", "/dev/null", "--write-out", "%{exitcode} %{http_connect}", $"https://{ProxyYard.OpenAI}/v1/models"], exitCode: 60);

        output.ShouldBe("60 200", "the certificate can not be verified");
    }

    [Fact]
    public async Task Curl_by_tls_to_the_proxy_itself()
    {
        await using var yard = await ProxyYard.StartAsync(isSecure: true);

        var output = await RunAsync(
            "curl", ["--silent", "--show-error", "--cacert", await TrustAsync(yard), "--proxy-cacert", yard.CertificateFile, "--write-out", "\n%{http_connect} %{http_code}", $"https://{ProxyYard.OpenAI}/v1/models"], yard: yard);

        output.Trim().Split('\n')[^1].ShouldBe("200 200");
    }

    [Fact]
    public async Task OpenAI_for_dotnet()
    {
        using var http = _yard.Client();
        var options = new OpenAIClientOptions { Endpoint = new Uri($"https://{ProxyYard.OpenAI}/v1"), Transport = new HttpClientPipelineTransport(http) };
        var client = new OpenAIClient(new ApiKeyCredential("sk-what-the-client-was-set-up-with"), options).GetChatClient("gpt-sim");

        var blocking = await client.CompleteChatAsync([new UserChatMessage(Prompt)], cancellationToken: ProxyYard.Ending);
        var streamed = "";
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(Prompt)], cancellationToken: ProxyYard.Ending))
        {
            streamed += string.Concat(update.ContentUpdate.Select(part => part.Text));
        }

        var text = blocking.Value.Content[0].Text;
        text.ShouldBe(SimulatedText.For(SimulatedText.SeedOf(Prompt), blocking.Value.Usage.OutputTokenCount));
        streamed.ShouldBe(text);
    }

    [Fact]
    public async Task Anthropic_for_dotnet()
    {
        using var http = _yard.Client();
        using var client = new AnthropicClient { BaseUrl = $"https://{ProxyYard.Anthropic}", ApiKey = "sk-what-the-client-was-set-up-with", HttpClient = http };
        var parameters = new MessageCreateParams { Model = "claude-sim", MaxTokens = 64, Messages = [new UserMessageParam(Prompt)] };

        var blocking = await client.Messages.Create(parameters, ProxyYard.Ending);
        var streamed = "";
        await foreach (var @event in client.Messages.CreateStreaming(parameters, ProxyYard.Ending))
        {
            streamed += @event.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var part) ? part.Text : "";
        }

        var text = string.Concat(blocking.Content.Select(block => block.TryPickText(out var part) ? part.Text : ""));
        text.ShouldBe(SimulatedText.For(SimulatedText.SeedOf(Prompt), (int)blocking.Usage.OutputTokens));
        streamed.ShouldBe(text);
    }

    [Theory]
    [InlineData("openai.mjs", ProxyYard.OpenAI, "/v1", "gpt-sim", "chat", "chatStream")]
    [InlineData("anthropic.mjs", ProxyYard.Anthropic, "", "claude-sim", "message", "messageStream")]
    public async Task Npm(string script, string host, string path, string model, string blocking, string streaming)
    {
        var seen = JsonNode.Parse(await RunAsync("node", ["--import", "./through-proxy.mjs", script, $"https://{host}{path}", "sk-what-the-client-was-set-up-with", model]))!;

        seen[blocking]!["error"].ShouldBeNull(seen.ToJsonString());
        seen[blocking]!["text"]!.GetValue<string>().ShouldNotBeEmpty();
        seen[streaming]!["text"]!.GetValue<string>().ShouldBe(seen[blocking]!["text"]!.GetValue<string>());
    }

    private static string ClientsDirectory([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "..", "..", "clients"));

    private static async Task<string> TrustAsync(ProxyYard yard)
    {
        var file = Path.Combine(yard.DirectoryName, "ca.pem");
        await File.WriteAllTextAsync(file, await yard.ExportAsync(), ProxyYard.Ending);
        return file;
    }

    private async Task<string> RunAsync(string program, string[] arguments, int exitCode = 0, ProxyYard? yard = null)
    {
        yard ??= _yard;
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = ClientsDirectory() };
        start.Environment["HTTPS_PROXY"] = new UriBuilder(yard.Proxy) { UserName = "switchyard", Password = yard.AccessKey }.Uri.ToString();
        start.Environment["NODE_EXTRA_CA_CERTS"] = await TrustAsync(yard);
        start.Environment.Remove("NO_PROXY");
        start.Environment.Remove("no_proxy");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ProxyYard.Ending);
        var errors = process.StandardError.ReadToEndAsync(ProxyYard.Ending);
        await process.WaitForExitAsync(ProxyYard.Ending);
        process.ExitCode.ShouldBe(exitCode, await errors);
        return await output;
    }
}
