using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Switchyard.Gateway.Modules.Chains;

/// <summary>Headers of an answer on its way to the client.</summary>
internal sealed class ClientHeaders(IHeaderDictionary headers) : ModuleHeaders
{
    private protected override string? Read(string name) => headers.TryGetValue(name, out var values) ? string.Join(", ", values.ToArray()) : null;

    private protected override void Delete(string name) => headers.Remove(name);

    private protected override void Add(string name, string value) => headers[name] = headers.TryGetValue(name, out var values) ? StringValues.Concat(values, value) : value;
}
