using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Lifecycle;

namespace Switchyard.Bundles.Catalog;

/// <summary>Reads a list of a server to its end.</summary>
internal sealed class ListReader(BundleCalls calls, TimeProvider time)
{
    /// <summary>Longest time for a whole list: a server that is slow must not keep the lists of others back.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private const int MaxPages = 100;
    private const int MaxItems = 10_000;

    private static readonly JsonSerializerOptions Serialization = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>The list, or null when it could not be read. Never fails.</summary>
    public async Task<IReadOnlyList<ListedItem>?> ReadAsync(BundleRun run, ListKind kind)
    {
        var (method, member, key) = kind switch
        {
            ListKind.Resources => ("resources/list", "resources", "uri"),
            ListKind.Templates => ("resources/templates/list", "resourceTemplates", "uriTemplate"),
            _ => ("prompts/list", "prompts", "name"),
        };
        using var late = new CancellationTokenSource(Limit, time);
        var items = new List<ListedItem>();
        JsonObject? parameters = null;
        try
        {
            for (var page = 0; page < MaxPages && items.Count < MaxItems; page++)
            {
                if (run.Wanted is not { } wanted || await calls.RequestAsync(run, wanted, method, parameters, Resend.Read, progress: null, late.Token) is not CallOutcome.Result { Value: JsonObject result })
                {
                    return null;
                }

                items.AddRange(Items(result[member] as JsonArray, key));
                if (Text(result["nextCursor"]) is not { Length: > 0 } cursor)
                {
                    break;
                }

                parameters = new JsonObject { ["cursor"] = cursor };
            }

            return items;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static IEnumerable<ListedItem> Items(JsonArray? list, string key) =>
        from item in list ?? []
        let name = Text((item as JsonObject)?[key])
        where name is not null
        select new ListedItem(name, JsonSerializer.SerializeToUtf8Bytes(item, Serialization));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
