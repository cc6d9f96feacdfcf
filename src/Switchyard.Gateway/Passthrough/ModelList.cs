using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Entry;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Pool;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Probing;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Time;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Passthrough;

/// <summary>
/// <c>GET /v1/models</c>: the aliases, and the models of every provider the access key may use, as <c>provider/model</c>. The answer has the members of both OpenAI's and Anthropic's lists.
/// A provider that does not answer in time is left out and hides no other.
/// </summary>
internal sealed partial class ModelList(MonotonicClock clock, ILogger<ModelList> logger)
{
    /// <summary>The path.</summary>
    public const string Path = "/v1/models";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Answers.</summary>
    public async ValueTask<RelayEnd> RunAsync(Exchange exchange)
    {
        using var limit = new CancellationTokenSource(Limit, clock.Provider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, exchange.Call.Token);
        var usable = exchange.Snapshot.Providers.Where(entry => Admission.Allow(exchange, entry) is null).OrderBy(static entry => entry.Config.Name, StringComparer.Ordinal).ToArray();
        var lists = await Task.WhenAll(usable.Select(entry => ReadAsync(entry.Model!, linked.Token)));
        using var body = new PooledBuffer();
        await using (var json = new Utf8JsonWriter(body))
        {
            Write(json, exchange, usable, lists);
        }

        var response = exchange.Context.Response;
        AnswerHeaders.Own(exchange);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body.Written, exchange.Call.Token);
        return RelayEnd.Completed;
    }

    private static void Write(Utf8JsonWriter json, Exchange exchange, ProviderEntry[] providers, string[][] lists)
    {
        string? first = null, last = null;
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var route in exchange.Snapshot.Routes.OrderBy(static route => route.Name, StringComparer.Ordinal))
        {
            if (Array.Exists(route.Targets, target => Admission.Allow(exchange, target.Provider) is null))
            {
                Add(route.Name, "switchyard");
            }
        }

        for (var i = 0; i < providers.Length; i++)
        {
            var name = providers[i].Config.Name;
            foreach (var model in lists[i])
            {
                Add($"{name}/{model}", name);
            }
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more", value: false);
        json.WriteString("first_id", first);
        json.WriteString("last_id", last);
        json.WriteEndObject();

        void Add(string id, string owner)
        {
            first ??= id;
            last = id;
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("object", "model");
            json.WriteNumber("created", 0);
            json.WriteString("owned_by", owner);
            json.WriteString("type", "model");
            json.WriteString("display_name", id);
            json.WriteString("created_at", "1970-01-01T00:00:00Z");
            json.WriteEndObject();
        }
    }

    private async Task<string[]> ReadAsync(ProviderModel provider, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await TrialCall.SendAsync(provider.Dialect, provider.Connections, KeyOf(provider), cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return [];
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
            return document.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
                ? [.. data.EnumerateArray().Select(IdOf).OfType<string>()]
                : [];
        }
        catch (Exception error)
        {
            // One provider's trouble is not the list's.
            LogLeftOut(provider.Config.Name, error);
            return [];
        }
    }

    private static ProviderKeyConfig? KeyOf(ProviderModel provider)
    {
        foreach (var key in provider.Keys.Keys)
        {
            if (key.State.Health.Condition == KeyCondition.Usable)
            {
                return key.Config;
            }
        }

        return provider.Keys.Keys.IsEmpty ? null : provider.Keys.Keys[0].Config;
    }

    private static string? IdOf(JsonElement model) =>
        model.ValueKind == JsonValueKind.Object && model.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    [LoggerMessage(EventId = 4403, Level = LogLevel.Warning, Message = "Provider {Provider} is left out of the model list")]
    private partial void LogLeftOut(string provider, Exception error);
}
