using Switchyard.Simulator.Requests;

namespace Switchyard.Simulator.Dialects.OpenAI;

/// <summary>An endpoint that answers one document: model lists, stored responses, conversations.</summary>
internal sealed class DocumentDialect(byte[] document) : OpenAIDialect
{
    public override byte[] Answer(Turn turn) => document;

    public static DocumentDialect Models(IReadOnlyList<string> models) => new(Json(json =>
    {
        json.WriteString("object", "list");
        json.Array("data", data =>
        {
            foreach (var model in models)
            {
                data.Item(item => WriteModel(item, model));
            }
        });
    }));

    public static DocumentDialect Model(string model) => new(Json(json => WriteModel(json, model)));

    public static DocumentDialect Deleted(string id, string kind) => new(Json(json =>
    {
        json.WriteString("id", id);
        json.WriteString("object", kind);
        json.WriteBoolean("deleted", true);
    }));

    public static DocumentDialect EmptyList() => new(Json(json =>
    {
        json.WriteString("object", "list");
        json.Array("data");
        json.WriteNull("first_id");
        json.WriteNull("last_id");
        json.WriteBoolean("has_more", false);
    }));

    public static DocumentDialect Conversation(string id) => new(Json(json =>
    {
        json.WriteString("id", id);
        json.WriteString("object", "conversation");
        json.WriteNumber("created_at", Turn.Created);
        json.Object("metadata", _ => { });
    }));

    private static void WriteModel(System.Text.Json.Utf8JsonWriter json, string model)
    {
        json.WriteString("id", model);
        json.WriteString("object", "model");
        json.WriteNumber("created", Turn.Created);
        json.WriteString("owned_by", "simulator");
    }
}
