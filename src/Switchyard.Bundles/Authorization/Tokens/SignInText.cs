using System.Text.Json.Nodes;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>The texts that are sealed. They are written and read by Switchyard alone.</summary>
internal static class SignInText
{
    public static string Write(SignInClient client) => Client(client).ToJsonString();

    public static SignInClient ReadClient(string text) => Client(JsonNode.Parse(text)!);

    public static string Write(SignInTokens tokens) => new JsonObject
    {
        ["access"] = tokens.Access.Reveal(),
        ["refresh"] = tokens.Refresh?.Reveal(),
        ["client"] = Client(tokens.Client),
        ["endpoint"] = tokens.Endpoint.AbsoluteUri,
    }.ToJsonString();

    public static SignInTokens ReadTokens(string text)
    {
        var json = JsonNode.Parse(text)!;
        return new SignInTokens(new Secret(Text(json, "access")!), Secret(json, "refresh"), Client(json["client"]!), new Uri(Text(json, "endpoint")!));
    }

    public static string Write(PendingSignIn pending) => new JsonObject
    {
        ["url"] = pending.Url.Reveal(),
        ["verifier"] = pending.Verifier.Reveal(),
        ["client"] = Client(pending.Client),
        ["endpoint"] = pending.Endpoint.AbsoluteUri,
        ["issuer"] = pending.Issuer,
        ["namesItself"] = pending.NamesItself,
        ["resource"] = pending.Resource,
        ["callback"] = pending.Callback,
    }.ToJsonString();

    public static PendingSignIn ReadPending(string text)
    {
        var json = JsonNode.Parse(text)!;
        return new PendingSignIn(
            new Secret(Text(json, "url")!),
            new Secret(Text(json, "verifier")!),
            Client(json["client"]!),
            new Uri(Text(json, "endpoint")!),
            Text(json, "issuer")!,
            json["namesItself"]!.GetValue<bool>(),
            Text(json, "resource")!,
            Text(json, "callback")!);
    }

    private static JsonObject Client(SignInClient client) => new() { ["id"] = client.Id, ["secret"] = client.Secret?.Reveal(), ["inHeader"] = client.InHeader };

    private static SignInClient Client(JsonNode json) => new(Text(json, "id")!, Secret(json, "secret"), json["inHeader"]!.GetValue<bool>());

    private static string? Text(JsonNode json, string name) => json[name]?.GetValue<string>();

    private static Secret? Secret(JsonNode json, string name) => Text(json, name) is { } text ? new Secret(text) : null;
}
