using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>The official client against the endpoint, by each revision that it speaks.</summary>
public sealed class ClientTests
{
    private static readonly byte[] Picture = [0x89, 0x50, 0x4e, 0x47, 0xff, 0x00];

    public static TheoryData<string?> Versions => ["2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28", null!];

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("criterion", "BND-54")]
    [Trait("criterion", "BND-56")]
    [Trait("criterion", "BND-59")]
    public async Task It_lists_and_calls_tools(string? version)
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server => server.OnRequest = AnswerAsync;
        await node.InstallAsync("files", "alpha");
        await using var client = await node.ConnectAsync(version);
        client.NegotiatedProtocolVersion.ShouldBe(version ?? "2026-07-28");
        client.ServerCapabilities.Tools!.ListChanged.ShouldBe(true);
        client.ServerCapabilities.Resources.ShouldBeNull();

        (await client.ListToolsAsync(cancellationToken: Patience.Token)).Select(tool => tool.Name).ShouldBe(["alpha__echo", "files__echo"]);
        var result = await client.CallToolAsync("files__echo", new Dictionary<string, object?> { ["text"] = "grüße 😀", ["n"] = 12.50m }, cancellationToken: Patience.Token);

        result.IsError.ShouldBe(true);
        result.Content[0].ShouldBeOfType<TextContentBlock>().Text.ShouldBe("""{"text":"grüße 😀","n":12.50}""");
        result.Content[1].ShouldBeOfType<ImageContentBlock>().DecodedData.ToArray().ShouldBe(Picture);
        result.StructuredContent!.Value.GetProperty("deep").GetRawText().ShouldBe("[1,{\"a\":null}]");
        (await node.Recorder.NextAsync()).Outcome.ShouldBe("tool_error");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("criterion", "BND-59")]
    public async Task Progress_reaches_the_client_while_the_call_runs(string? version)
    {
        await using var node = await McpNode.StartAsync();
        var steps = Channel.CreateUnbounded<string?>();
        node.Yard.Launcher.OnUp = server => server.OnCall = (_, progress, _) => StepAsync(progress.ShouldNotBeNull(), steps.Reader);
        await node.InstallAsync("files");
        await using var client = await node.ConnectAsync(version);

        var result = await client.CallToolAsync("files__echo", progress: new Told(steps.Writer), cancellationToken: Patience.Token);

        result.Content.Single().ShouldBeOfType<TextContentBlock>().Text.ShouldBe("step 1 step 2 step 3");

        // The server goes on when the client has heard of the step before.
        static async Task<JsonNode?> StepAsync(Action<JsonObject> progress, ChannelReader<string?> heard)
        {
            var steps = new List<string?>();
            for (var step = 1; step <= 3; step++)
            {
                progress(new JsonObject { ["progressToken"] = "the server's", ["progress"] = step, ["total"] = 3, ["message"] = $"step {step}" });
                steps.Add(await heard.ReadAsync(Patience.Token));
            }

            return new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = string.Join(' ', steps) }) };
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("criterion", "BND-59")]
    public async Task A_call_that_the_client_gives_up_is_given_up_at_the_server(string? version)
    {
        await using var node = await McpNode.StartAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Yard.Launcher.OnUp = server => server.OnRequest = async (method, _, token) =>
        {
            if (method == "tools/call")
            {
                begun.SetResult();
                token.UnsafeRegister(_ => cancelled.TrySetResult(), null);
                return await FakeServer.HangAsync(token);
            }

            return new JsonObject();
        };
        await node.InstallAsync("files");
        await using var client = await node.ConnectAsync(version);
        using var giveUp = new CancellationTokenSource();
        var call = client.CallToolAsync("files__echo", cancellationToken: giveUp.Token).AsTask();
        await begun.Task.WaitAsync(Patience.Token);
        await giveUp.CancelAsync();
        await cancelled.Task.WaitAsync(Patience.Token);
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        (await node.Recorder.NextAsync()).Outcome.ShouldBe("cancelled");
        node.Yard.Status.Calls.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("criterion", "BND-59")]
    public async Task Resources_and_prompts_go_both_ways(string? version)
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server =>
        {
            var own = server.Config.Key.Bundle;
            server.Initialization["capabilities"] = new JsonObject { ["resources"] = new JsonObject(), ["prompts"] = new JsonObject { ["listChanged"] = true }, ["completions"] = new JsonObject() };
            server.Initialization["instructions"] = $"Use {own} well.";
            server.OnRequest = (method, parameters, _) => Task.FromResult(Library(own, method, parameters));
        };
        await node.InstallAsync("books", "maps");
        await using var client = await node.ConnectAsync(version);
        client.ServerInstructions!.ShouldContain("books__");
        client.ServerInstructions!.ShouldContain("Use maps well.");
        client.ServerCapabilities.Completions.ShouldNotBeNull();

        (await client.ListResourcesAsync(cancellationToken: Patience.Token)).Select(resource => resource.Uri).ShouldBe(["books://1", "maps://1", "shared://x"]);
        (await client.ListResourceTemplatesAsync(cancellationToken: Patience.Token)).Select(template => template.UriTemplate).ShouldBe(["books://by/{author}/all", "maps://by/{author}/all"]);
        (await ReadAsync("maps://1")).ShouldBe("maps has maps://1");
        (await ReadAsync("shared://x")).ShouldBe("books has shared://x", "of two that list the same one, the first by name has it");
        (await ReadAsync("maps://by/mercator/all")).ShouldBe("maps has maps://by/mercator/all");
        var unknown = await Should.ThrowAsync<McpProtocolException>(() => ReadAsync("maps://by/mercator/none"));
        ((int)unknown.ErrorCode).ShouldBe(string.CompareOrdinal(client.NegotiatedProtocolVersion, "2026-07-28") >= 0 ? -32602 : -32002);

        (await client.ListPromptsAsync(cancellationToken: Patience.Token)).Select(prompt => prompt.Name).ShouldBe(["books__ask", "maps__ask"]);
        var prompt = await client.GetPromptAsync("maps__ask", new Dictionary<string, object?> { ["about"] = "Ulm" }, cancellationToken: Patience.Token);
        prompt.Messages.Single().Content.ShouldBeOfType<TextContentBlock>().Text.ShouldBe("""maps: {"name":"ask","arguments":{"about":"Ulm"}}""");
        var completion = await client.CompleteAsync(new PromptReference { Name = "maps__ask" }, "about", "U", cancellationToken: Patience.Token);
        completion.Completion.Values.ShouldBe(["maps completes ask"]);
        completion = await client.CompleteAsync(new ResourceTemplateReference { Uri = "books://by/{author}/all" }, "author", "M", cancellationToken: Patience.Token);
        completion.Completion.Values.ShouldBe(["books completes books://by/{author}/all"]);
        ((int)(await Should.ThrowAsync<McpProtocolException>(async () => await client.GetPromptAsync("none__ask", cancellationToken: Patience.Token))).ErrorCode).ShouldBe(-32602);

        async Task<string> ReadAsync(string uri) =>
            (await client.ReadResourceAsync(uri, cancellationToken: Patience.Token)).Contents.Single().ShouldBeOfType<TextResourceContents>().Text;
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("criterion", "BND-57")]
    public async Task A_change_of_a_bundle_reaches_the_client(string? version)
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        await using var client = await node.ConnectAsync(version);
        var told = new TaskCompletionSource();
        await using var handler = client.RegisterNotificationHandler("notifications/tools/list_changed", (_, _) =>
        {
            told.TrySetResult();
            return default;
        });
        using var enough = new CancellationTokenSource();
        var listening = client.NegotiatedProtocolVersion == "2026-07-28"
            ? client.SendRequestAsync(new JsonRpcRequest { Method = "subscriptions/listen", Params = JsonNode.Parse("""{"notifications":{"toolsListChanged":true}}""") }, enough.Token)
            : Task.CompletedTask;
        await node.StreamAsync();

        node.Server("files").ChangeTools("other");
        await node.Yard.Time.WhenArmedAsync(TimeSpan.FromMilliseconds(500)).WaitAsync(Patience.Token);
        node.Yard.Time.Advance(TimeSpan.FromMilliseconds(500));

        await told.Task.WaitAsync(Patience.Token);
        (await client.ListToolsAsync(cancellationToken: Patience.Token)).Single().Name.ShouldBe("files__other");
        await enough.CancelAsync();
        await Task.WhenAny(listening);
    }

    private static Task<JsonNode?> AnswerAsync(string method, JsonObject? parameters, CancellationToken cancellationToken)
    {
        ((string?)parameters!["name"]).ShouldBe("echo");
        parameters["_meta"]?.AsObject().ContainsKey("io.modelcontextprotocol/protocolVersion").ShouldBeFalse();
        return Task.FromResult(JsonNode.Parse($$"""
            {
              "content": [
                { "type": "text", "text": {{JsonSerializer.Serialize(parameters["arguments"]!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal))}} },
                { "type": "image", "mimeType": "image/png", "data": "{{Convert.ToBase64String(Picture)}}" }
              ],
              "structuredContent": { "deep": [1, { "a": null }] },
              "isError": true
            }
            """));
    }

    private static JsonNode? Library(string own, string method, JsonObject? parameters) => method switch
    {
        "resources/list" => new JsonObject { ["resources"] = new JsonArray(Named("uri", $"{own}://1"), Named("uri", "shared://x")) },
        "resources/templates/list" => new JsonObject { ["resourceTemplates"] = new JsonArray(Named("uriTemplate", $"{own}://by/{{author}}/all")) },
        "resources/read" => new JsonObject { ["contents"] = new JsonArray(new JsonObject { ["uri"] = (string?)parameters!["uri"], ["text"] = $"{own} has {parameters["uri"]}" }) },
        "prompts/list" => new JsonObject { ["prompts"] = new JsonArray(Named("name", "ask")) },
        "prompts/get" => Prompt(own, parameters!),
        "completion/complete" => new JsonObject { ["completion"] = new JsonObject { ["values"] = new JsonArray($"{own} completes {parameters!["ref"]!["name"] ?? parameters["ref"]!["uri"]}") } },
        _ => throw new InvalidOperationException(method),
    };

    private static JsonObject Prompt(string own, JsonObject parameters)
    {
        parameters.Remove("_meta");
        return new JsonObject
        {
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonObject { ["type"] = "text", ["text"] = $"{own}: {parameters.ToJsonString()}" } }),
        };
    }

    private static JsonObject Named(string key, string value) => key == "name" ? new() { ["name"] = value } : new() { [key] = value, ["name"] = value };

    private sealed class Told(ChannelWriter<string?> steps) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => steps.TryWrite(value.Message);
    }
}
