using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Requests;

/// <summary>What an answer depends on, read from a request of any dialect.</summary>
internal sealed record RequestFacts
{
    public static RequestFacts Empty { get; } = new();

    /// <summary>The model named in the body, or in the path where the dialect has it there.</summary>
    public string? Model { get; init; }

    public bool Stream { get; init; }

    public bool IncludeUsage { get; init; }

    public int Choices { get; init; } = 1;

    /// <summary>The request's own limit of output tokens.</summary>
    public int MaxTokens { get; init; } = int.MaxValue;

    /// <summary>Text of the last user message: the seed of the answer.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>UTF-8 bytes of all texts of the conversation.</summary>
    public int TextBytes { get; init; }

    /// <summary>Names of the declared tools, in order.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Whether no tool may be called.</summary>
    public bool ForbidsTools { get; init; }

    /// <summary>Whether the conversation ends with results of tools.</summary>
    public bool EndsWithToolResult { get; init; }

    /// <summary>Texts to embed; one for each vector asked for.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Length of each vector.</summary>
    public int? Dimensions { get; init; }

    public bool Base64Vectors { get; init; }

    /// <summary>Names of all top-level members, in order: what a strict upstream refuses.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    public ulong PromptSeed => SimulatedText.SeedOf(Prompt);
}
