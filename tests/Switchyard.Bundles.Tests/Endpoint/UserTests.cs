using System.Text;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Clients of several users at one endpoint, with a bundle that each user signs in to.</summary>
public sealed class UserTests
{
    private static readonly BundleKey Own = new("team", "own");

    [Fact]
    [Trait("criterion", "TOL-20")]
    public async Task Each_client_is_told_lists_and_instructions_of_its_own_user_and_calls_his_server()
    {
        var gate = new TestGate();
        var (ann, bob) = (gate.Add("sy_ann").UserId, gate.Add("sy_bob").UserId);
        await using var node = await McpNode.StartAsync(gate);
        node.Yard.Launcher.OnUp = server =>
        {
            var canary = server.Config.User is { } user ? $"canary-{user:N}" : "canary-shared";
            server.Tools = [new BundleTool(canary, Encoding.UTF8.GetBytes($$$"""{"name":"{{{canary}}}","inputSchema":{"type":"object"}}"""), "00", false)];
            server.Initialization["instructions"] = canary;
            server.Initialization["capabilities"] = JsonNode.Parse("""{"resources":{},"prompts":{}}""");
            server.OnRequest = (method, _, _) => Task.FromResult<JsonNode?>(method switch
            {
                "resources/list" => JsonNode.Parse($$$"""{"resources":[{"uri":"x://{{{canary}}}","name":"r"}]}"""),
                "resources/templates/list" => JsonNode.Parse("""{"resourceTemplates":[]}"""),
                "resources/read" => JsonNode.Parse($$$"""{"contents":[{"uri":"x://{{{canary}}}","text":"{{{canary}}}"}]}"""),
                "prompts/list" => JsonNode.Parse($$$"""{"prompts":[{"name":"{{{canary}}}"}]}"""),
                "prompts/get" => JsonNode.Parse($$$"""{"messages":[{"role":"user","content":{"type":"text","text":"{{{canary}}}"}}]}"""),
                _ => JsonNode.Parse($$$"""{"content":[{"type":"text","text":"{{{canary}}}"}]}"""),
            });
        };
        await node.Yard.ApplyAsync(Yard.Bundle(Own) with
        {
            Definition = new BundleDefinition { Type = BundleType.Http, Url = "https://x.example/mcp", Authorization = new SignInTerms { PerUser = true } },
        });
        node.Yard.Book.SignIn(Own, ann);
        node.Yard.Book.SignIn(Own, bob);

        foreach (var (key, user, other) in new[] { ("sy_ann", ann, bob), ("sy_bob", bob, ann), ("sy_ann", ann, bob) })
        {
            var mine = $"canary-{user:N}";
            await using var client = await node.ConnectAsync(key: key);
            client.ServerInstructions.ShouldNotBeNull().ShouldContain(mine);
            (await client.ListToolsAsync(cancellationToken: Patience.Token)).Select(static tool => tool.Name).ShouldBe([$"own__{mine}"]);
            (await client.ListResourcesAsync(cancellationToken: Patience.Token)).Select(static resource => resource.Uri).ShouldBe([$"x://{mine}"]);
            (await client.ListPromptsAsync(cancellationToken: Patience.Token)).Select(static prompt => prompt.Name).ShouldBe([$"own__{mine}"]);
            var result = await client.CallToolAsync($"own__{mine}", cancellationToken: Patience.Token);
            ((TextContentBlock)result.Content.Single()).Text.ShouldBe(mine);
            await Should.ThrowAsync<ModelContextProtocol.McpException>(async () => await client.CallToolAsync($"own__canary-{other:N}", cancellationToken: Patience.Token));
            client.ServerInstructions.ShouldNotContain($"canary-{other:N}");
        }

        node.Yard.Launcher.Alive.Select(static server => server.Config.User).Order().ShouldBe(new Guid?[] { ann, bob }.Order());
    }

    [Fact]
    [Trait("criterion", "TOL-18")]
    public async Task A_user_without_a_sign_in_is_told_so_and_has_the_tools_of_other_bundles()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        await node.Yard.ApplyAsync(Yard.Bundle(Own) with
        {
            Definition = new BundleDefinition { Type = BundleType.Http, Url = "https://x.example/mcp", Authorization = new SignInTerms { PerUser = true } },
        });
        await using var client = await node.ConnectAsync();
        (await client.ListToolsAsync(cancellationToken: Patience.Token)).Select(static tool => tool.Name).ShouldBe(["files__echo"]);
        var refused = await client.CallToolAsync("own__anything", cancellationToken: Patience.Token);
        refused.IsError.ShouldBe(true);
        ((string)refused.Meta!["switchyard/fault"]!).ShouldBe("sign_in_required");
    }
}
