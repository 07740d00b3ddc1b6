"""The same answers for programs: JSON, streams, agents, Gradio's clients."""
