using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Bundles;

/// <summary>Generated serializer of bundles.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<BundleView>))]
[JsonSerializable(typeof(BundleOutcomeView))]
[JsonSerializable(typeof(ToolAnswerView))]
[JsonSerializable(typeof(CredentialsView))]
[JsonSerializable(typeof(Page<BundleToolView>))]
[JsonSerializable(typeof(BundleApprovalView))]
[JsonSerializable(typeof(Page<BundleLogView>))]
[JsonSerializable(typeof(Page<BundleMoveView>))]
[JsonSerializable(typeof(Page<SignInView>))]
[JsonSerializable(typeof(SignInStartView))]
internal sealed partial class BundleJson : JsonSerializerContext;
