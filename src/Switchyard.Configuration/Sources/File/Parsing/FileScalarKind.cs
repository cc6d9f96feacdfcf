namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>What a scalar is.</summary>
internal enum FileScalarKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number in the spelling of JSON.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Truth,

    /// <summary>Nothing.</summary>
    Null,
}
