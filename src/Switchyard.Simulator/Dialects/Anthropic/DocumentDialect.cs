using Switchyard.Simulator.Requests;

namespace Switchyard.Simulator.Dialects.Anthropic;

/// <summary>An endpoint that answers one document: model lists, event logging.</summary>
internal sealed class DocumentDialect(byte[] document) : AnthropicDialect
{
    /// <summary><c>POST /api/event_logging/batch</c>.</summary>
    public static DocumentDialect EventsAccepted { get; } = new(Json(json =>
    {
        json.WriteNumber("accepted_count", 1);
        json.WriteNumber("rejected_count", 0);
    }));

    public override byte[] Answer(Turn turn) => document;

    public static DocumentDialect Models(IReadOnlyList<string> models) => new(Json(json =>
    {
        json.Array("data", data =>
        {
            foreach (var model in models)
            {
                data.Item(item => WriteModel(item, model));
            }
        });
        json.WriteBoolean("has_more", false);
        json.WriteString("first_id", models.Count > 0 ? models[0] : null);
        json.WriteString("last_id", models.Count > 0 ? models[^1] : null);
    }));

    public static DocumentDialect Model(string model) => new(Json(json => WriteModel(json, model)));

    private static void WriteModel(System.Text.Json.Utf8JsonWriter json, string model)
    {
        json.WriteString("type", "model");
        json.WriteString("id", model);
        json.WriteString("display_name", model);
        json.WriteString("created_at", "2026-01-01T00:00:00Z");
    }
}
