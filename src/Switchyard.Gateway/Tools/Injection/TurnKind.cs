namespace Switchyard.Gateway.Tools.Injection;

/// <summary>What a turn of a loop is for.</summary>
internal enum TurnKind
{
    /// <summary>The client's request, with tools.</summary>
    First,

    /// <summary>Results are handed in; the model may call again.</summary>
    Next,

    /// <summary>The model must come to an end: it may not call any more.</summary>
    Closing,
}
