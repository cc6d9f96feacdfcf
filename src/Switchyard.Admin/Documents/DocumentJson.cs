using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Documents;

/// <summary>Generated serializer of documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(DocumentView))]
[JsonSerializable(typeof(Page<DocumentView>))]
[JsonSerializable(typeof(Page<DocumentVersionView>))]
internal sealed partial class DocumentJson : JsonSerializerContext;
