using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>
/// Stands between a test program and the endpoint: it knows neither access keys nor prefixes, so both are added to what it sends. Answers are not touched.
/// </summary>
internal static class PlainNames
{
    public static async Task AddAsync(HttpContext context, string key, string bundle)
    {
        context.Request.Headers.Authorization = $"Bearer {key}";
        if (!HttpMethods.IsPost(context.Request.Method) || await JsonNode.ParseAsync(context.Request.Body) is not JsonObject body)
        {
            return;
        }

        foreach (var named in (JsonNode?[])[(string?)body["method"] is "tools/call" or "prompts/get" ? body["params"] : null, body["params"]?["ref"]])
        {
            if (named?["name"] is { } name)
            {
                named["name"] = $"{bundle}__{name}";
            }
        }

        var bytes = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
        context.Request.Body = new MemoryStream(bytes);
        context.Request.ContentLength = bytes.Length;
    }
}
