using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Bundles;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Page<Bundle>))]
[JsonSerializable(typeof(BundleArchive))]
[JsonSerializable(typeof(BundleOutcome))]
[JsonSerializable(typeof(BundleToolAnswer))]
[JsonSerializable(typeof(BundleCredentials))]
[JsonSerializable(typeof(Page<BundleTool>))]
[JsonSerializable(typeof(BundleApproval))]
[JsonSerializable(typeof(Page<BundleLogLine>))]
[JsonSerializable(typeof(Page<BundleMove>))]
[JsonSerializable(typeof(Page<SignIn>))]
[JsonSerializable(typeof(SignInStart))]
[JsonSerializable(typeof(SignInUser))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class BundleJson : JsonSerializerContext;
