using Microsoft.AspNetCore.Components;

namespace Switchyard.Console.Kit;

/// <summary>What all fields of a form have in common.</summary>
public abstract class Field : ComponentBase
{
    /// <summary>What it is called on the page.</summary>
    [Parameter]
    [EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>What the API calls it: problems with it are shown here.</summary>
    [Parameter]
    [EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>What helps to fill it in, or null.</summary>
    [Parameter]
    public string? Help { get; set; }

    /// <summary>Whether it can not be changed.</summary>
    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>Problems of the form it is in.</summary>
    [CascadingParameter]
    public Problems? Problems { get; set; }

    /// <summary>What is wrong with it, or null.</summary>
    protected string? Problem => Problems?.For(Name);

    /// <summary>Id of the input.</summary>
    protected string Id => $"field-{Name}";

    /// <summary>Ids of what describes the input.</summary>
    protected string? DescribedBy => Problem is not null ? $"{Id}-problem" : Help is not null ? $"{Id}-help" : null;
}
