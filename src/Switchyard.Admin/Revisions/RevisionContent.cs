using System.Text.Json.Nodes;
using Switchyard.Admin.Documents;
using Switchyard.Admin.Plans;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Revisions;

/// <summary>Shows the records and documents of a revision by their images.</summary>
internal sealed class RevisionContent(SecretSealer sealer)
{
    public async Task<JsonObject> ReadAsync(SqlSession session, long revision, CancellationToken cancellationToken)
    {
        var content = new JsonObject();
        foreach (var image in (await RevisionTable.StateAsync(session, revision, cancellationToken)).Where(image => image.ImageJson is not null))
        {
            var section = SectionNames.Of(image.EntityType);
            if (content[section] is not JsonArray list)
            {
                content[section] = list = [];
            }

            list.Add((JsonNode)await ShowAsync(session, image, cancellationToken));
        }

        return content;
    }

    private async Task<JsonObject> ShowAsync(SqlSession session, ImageRow image, CancellationToken cancellationToken)
    {
        var shown = new JsonObject { ["id"] = image.EntityId, ["name"] = image.EntityName };
        foreach (var (name, value) in JsonNode.Parse(image.ImageJson!)!.AsObject())
        {
            shown[name] = value?.DeepClone();
        }

        if (image.Version is { } version && await DocumentTable.FindVersionAsync(session, image.EntityName, version, cancellationToken) is { } row)
        {
            DocumentText.TryOpen(sealer, row, out var text);
            shown["content"] = DocumentViews.Masked(text);
        }

        return shown;
    }
}
