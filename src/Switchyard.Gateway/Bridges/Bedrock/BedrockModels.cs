using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Bedrock;

/// <summary>The capability table of a provider. The first entry whose name fits is taken; a model without one is passed unedited.</summary>
internal sealed class BedrockModels(IReadOnlyList<BedrockModel> models)
{
    /// <summary>The entry of <paramref name="name"/>, or null.</summary>
    public BedrockModel? Find(string name)
    {
        foreach (var model in models)
        {
            var fits = model.Name.EndsWith('*')
                ? name.AsSpan().StartsWith(model.Name.AsSpan(0, model.Name.Length - 1), StringComparison.Ordinal)
                : string.Equals(model.Name, name, StringComparison.Ordinal);
            if (fits)
            {
                return model;
            }
        }

        return null;
    }

    /// <summary>The id Bedrock knows <paramref name="name"/> by.</summary>
    public string IdOf(string name) => Find(name)?.Id ?? name;
}
